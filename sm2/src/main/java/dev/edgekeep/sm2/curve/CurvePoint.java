package dev.edgekeep.sm2.curve;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A point of the curve y² = x³ − 3x + b, not at infinity. As the order of the curve is prime, it is
 * in the right group. Immutable, for any thread.
 */
public final class CurvePoint {
  /** Octets of the uncompressed form. */
  public static final int SIZE = 65;

  private static final byte UNCOMPRESSED = 4;
  private static final int WIDTH = 5;
  private static final int MULTIPLES = 1 << (WIDTH - 1);
  private static final int POINT = 3 * Field.LIMBS;
  private static final long[] B =
      element("28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93");

  /** The base point. */
  static final CurvePoint GENERATOR =
      new CurvePoint(
          element("32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"),
          element("bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0"));

  private final long[] x;
  private final long[] y;

  private CurvePoint(long[] x, long[] y) {
    this.x = x;
    this.y = y;
  }

  private static long[] element(String hex) {
    return Field.fromBytes(HexFormat.of().parseHex(hex), 0);
  }

  /** Reads the uncompressed form; null if it is not that of a point on the curve. */
  public static @Nullable CurvePoint decode(byte[] octets) {
    if (octets.length != SIZE || octets[0] != UNCOMPRESSED) {
      return null;
    }
    boolean less =
        (Limbs.isLess(Limbs.fromBytes(octets, 1), Field.P)
                & Limbs.isLess(Limbs.fromBytes(octets, 33), Field.P))
            != 0;
    CurvePoint point = new CurvePoint(Field.fromBytes(octets, 1), Field.fromBytes(octets, 33));
    return less && point.isOnCurve() ? point : null;
  }

  private boolean isOnCurve() {
    long[] right = new long[Field.LIMBS];
    long[] left = new long[Field.LIMBS];
    Field.square(x, right);
    Field.subtract(right, Field.ONE, right);
    Field.subtract(right, Field.ONE, right);
    Field.subtract(right, Field.ONE, right);
    Field.multiply(right, x, right);
    Field.add(right, B, right);
    Field.square(y, left);
    Field.subtract(left, right, left);
    return Field.isZero(left) != 0;
  }

  /** The uncompressed form: 4, x, y. */
  public byte[] encoded() {
    byte[] octets = new byte[SIZE];
    octets[0] = UNCOMPRESSED;
    Field.toBytes(x, octets, 1);
    Field.toBytes(y, octets, 33);
    return octets;
  }

  long[] x() {
    return x;
  }

  long[] y() {
    return y;
  }

  /**
   * Computes scalar · G.
   *
   * @param scalar from 1 to n − 1
   */
  public static CurvePoint baseTimes(byte[] scalar) {
    CurvePoint result = of(FixedBase.multiply(scalar));
    if (result == null) {
      throw new IllegalArgumentException("a scalar that is 0 or a multiple of the order");
    }
    return result;
  }

  /** Computes scalar · this; null if that is infinity. */
  public @Nullable CurvePoint times(byte[] scalar) {
    return of(multiply(scalar));
  }

  /** Computes this + scalar · other; null if that is infinity. */
  public @Nullable CurvePoint plus(CurvePoint other, byte[] scalar) {
    JacobianPoint sum = other.multiply(scalar);
    sum.addAffine(x, y, -1);
    return of(sum);
  }

  /**
   * Returns whether a · G + b · this has an x that is a given number modulo n, in a time that
   * depends on the numbers.
   *
   * @param x below n
   */
  public boolean combinationHasX(byte[] a, byte[] b, byte[] x) {
    JacobianPoint sum = new JacobianPoint();
    multiplyPublic(b, sum);
    FixedBase.addPublic(a, sum);
    if (sum.isInfinity() != 0) {
      return false;
    }
    long[] square = new long[Field.LIMBS];
    Field.square(sum.z, square);
    long[] candidate = Limbs.fromBytes(x, 0);
    while (Limbs.isLess(candidate, Field.P) != 0) {
      byte[] octets = new byte[32];
      Limbs.toBytes(candidate, octets, 0);
      long[] scaled = Field.fromBytes(octets, 0);
      Field.multiply(scaled, square, scaled);
      Field.subtract(scaled, sum.x, scaled);
      if (Field.isZero(scaled) != 0) {
        return true;
      }
      Scalars.addOrder(candidate);
    }
    return false;
  }

  private static @Nullable CurvePoint of(JacobianPoint point) {
    if (point.isInfinity() != 0) {
      return null;
    }
    point.normalize();
    return new CurvePoint(point.x, point.y);
  }

  /** Multiplies in 52 steps of five doublings and an addition. */
  private JacobianPoint multiply(byte[] scalar) {
    long[] table = multiples();
    Windows windows = new Windows(scalar, WIDTH);
    JacobianPoint result = new JacobianPoint();
    JacobianPoint addend = new JacobianPoint();
    long[] scratch = new long[Field.LIMBS];
    for (int i = windows.count() - 1; i >= 0; i--) {
      twice(result);
      int digit = windows.digit(i);
      int sign = digit >> 31;
      int absolute = (digit ^ sign) - sign;
      PointTable.select(table, 0, POINT, MULTIPLES, absolute, addend.x);
      PointTable.select(table, Field.LIMBS, POINT, MULTIPLES, absolute, addend.y);
      PointTable.select(table, 2 * Field.LIMBS, POINT, MULTIPLES, absolute, addend.z);
      PointTable.negateIf(sign, addend.y, scratch);
      result.add(addend);
    }
    return result;
  }

  private void multiplyPublic(byte[] scalar, JacobianPoint result) {
    long[] table = multiples();
    Windows windows = new Windows(scalar, WIDTH);
    JacobianPoint addend = new JacobianPoint();
    long[] scratch = new long[Field.LIMBS];
    for (int i = windows.count() - 1; i >= 0; i--) {
      twice(result);
      int digit = windows.digit(i);
      if (digit != 0) {
        int at = (Math.abs(digit) - 1) * POINT;
        PointTable.read(table, at, addend.x);
        PointTable.read(table, at + Field.LIMBS, addend.y);
        PointTable.read(table, at + 2 * Field.LIMBS, addend.z);
        PointTable.negateIf(digit >> 31, addend.y, scratch);
        result.add(addend);
      }
    }
  }

  private static void twice(JacobianPoint point) {
    for (int j = 0; j < WIDTH; j++) {
      point.twice();
    }
  }

  /** This point times 1 to 16. */
  private long[] multiples() {
    long[] table = new long[MULTIPLES * POINT];
    JacobianPoint multiple = new JacobianPoint();
    for (int i = 0; i < MULTIPLES; i++) {
      multiple.addAffine(x, y, -1);
      System.arraycopy(multiple.x, 0, table, i * POINT, Field.LIMBS);
      System.arraycopy(multiple.y, 0, table, i * POINT + Field.LIMBS, Field.LIMBS);
      System.arraycopy(multiple.z, 0, table, i * POINT + 2 * Field.LIMBS, Field.LIMBS);
    }
    return table;
  }
}
