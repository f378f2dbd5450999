package dev.edgekeep.sm2.curve;

/**
 * Multiples of the base point: 43 additions of points from a table, and no doubling. The table is
 * read as a whole for each digit, so that the scalar is not in the addresses.
 */
final class FixedBase {
  private static final int WIDTH = 6;
  private static final int DIGITS = 256 / WIDTH + 1;
  private static final int POINTS = 1 << (WIDTH - 1);
  private static final int POINT = 2 * Field.LIMBS;

  /** (j + 1) · 2^(6i) · G at (32i + j) · 10: x and y. */
  private static final long[] TABLE = table();

  private FixedBase() {}

  /** Computes scalar · G. */
  static JacobianPoint multiply(byte[] scalar) {
    Windows windows = new Windows(scalar, WIDTH);
    JacobianPoint sum = new JacobianPoint();
    long[] x = new long[Field.LIMBS];
    long[] y = new long[Field.LIMBS];
    long[] scratch = new long[Field.LIMBS];
    for (int i = 0; i < DIGITS; i++) {
      int digit = windows.digit(i);
      int sign = digit >> 31;
      int absolute = (digit ^ sign) - sign;
      int row = i * POINTS * POINT;
      PointTable.select(TABLE, row, POINT, POINTS, absolute, x);
      PointTable.select(TABLE, row + Field.LIMBS, POINT, POINTS, absolute, y);
      PointTable.negateIf(sign, y, scratch);
      sum.addAffine(x, y, ~Limbs.isZero(absolute));
    }
    return sum;
  }

  /** Adds scalar · G to a point, in a time that depends on the scalar. */
  static void addPublic(byte[] scalar, JacobianPoint sum) {
    Windows windows = new Windows(scalar, WIDTH);
    long[] x = new long[Field.LIMBS];
    long[] y = new long[Field.LIMBS];
    long[] scratch = new long[Field.LIMBS];
    for (int i = 0; i < DIGITS; i++) {
      int digit = windows.digit(i);
      if (digit != 0) {
        int at = (i * POINTS + Math.abs(digit) - 1) * POINT;
        PointTable.read(TABLE, at, x);
        PointTable.read(TABLE, at + Field.LIMBS, y);
        PointTable.negateIf(digit >> 31, y, scratch);
        sum.addAffine(x, y, -1);
      }
    }
  }

  private static long[] table() {
    JacobianPoint[] points = new JacobianPoint[DIGITS * POINTS];
    JacobianPoint base = new JacobianPoint();
    base.set(CurvePoint.GENERATOR.x(), CurvePoint.GENERATOR.y());
    for (int i = 0; i < DIGITS; i++) {
      JacobianPoint multiple = new JacobianPoint();
      for (int j = 0; j < POINTS; j++) {
        multiple.add(base);
        points[i * POINTS + j] = new JacobianPoint();
        points[i * POINTS + j].set(multiple);
      }
      for (int k = 0; k < WIDTH; k++) {
        base.twice();
      }
    }
    return affine(points);
  }

  /** Divides by all Z with one inversion (Montgomery's trick). */
  private static long[] affine(JacobianPoint[] points) {
    long[][] products = new long[points.length][Field.LIMBS];
    long[] product = Field.ONE.clone();
    for (int i = 0; i < points.length; i++) {
      System.arraycopy(product, 0, products[i], 0, Field.LIMBS);
      Field.multiply(product, points[i].z, product);
    }
    Field.invert(product, product);
    long[] table = new long[points.length * POINT];
    long[] inverse = new long[Field.LIMBS];
    long[] square = new long[Field.LIMBS];
    for (int i = points.length - 1; i >= 0; i--) {
      JacobianPoint point = points[i];
      Field.multiply(product, products[i], inverse);
      Field.multiply(product, point.z, product);
      Field.square(inverse, square);
      Field.multiply(point.x, square, point.x);
      Field.multiply(square, inverse, square);
      Field.multiply(point.y, square, point.y);
      System.arraycopy(point.x, 0, table, i * POINT, Field.LIMBS);
      System.arraycopy(point.y, 0, table, i * POINT + Field.LIMBS, Field.LIMBS);
    }
    return table;
  }
}
