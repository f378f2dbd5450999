package dev.edgekeep.sm2.curve;

/**
 * A mutable point as (X, Y, Z) with x = X/Z² and y = Y/Z³; Z is 0 at infinity. Has its own scratch
 * memory: for one thread at a time.
 *
 * <p>Additions take the same time for all operands, except that of a point to itself: the
 * multiplications here come upon it with a probability that is negligible for secret scalars.
 */
final class JacobianPoint {
  final long[] x = new long[Field.LIMBS];
  final long[] y = new long[Field.LIMBS];
  final long[] z = new long[Field.LIMBS];

  private final long[] a = new long[Field.LIMBS];
  private final long[] b = new long[Field.LIMBS];
  private final long[] c = new long[Field.LIMBS];
  private final long[] d = new long[Field.LIMBS];
  private final long[] e = new long[Field.LIMBS];
  private final long[] f = new long[Field.LIMBS];

  void set(JacobianPoint other) {
    System.arraycopy(other.x, 0, x, 0, Field.LIMBS);
    System.arraycopy(other.y, 0, y, 0, Field.LIMBS);
    System.arraycopy(other.z, 0, z, 0, Field.LIMBS);
  }

  void set(long[] affineX, long[] affineY) {
    System.arraycopy(affineX, 0, x, 0, Field.LIMBS);
    System.arraycopy(affineY, 0, y, 0, Field.LIMBS);
    System.arraycopy(Field.ONE, 0, z, 0, Field.LIMBS);
  }

  /** −1 at infinity, otherwise 0. */
  long isInfinity() {
    return Field.isZero(z);
  }

  /** Doubles the point: 3 multiplications and 5 squarings, with a = −3. */
  void twice() {
    Field.square(z, a);
    Field.square(y, b);
    Field.multiply(x, b, c); // X·Y²
    Field.subtract(x, a, d);
    Field.add(x, a, e);
    Field.multiply(d, e, d);
    Field.scale(d, 3, d); // 3·(X − Z²)·(X + Z²)
    Field.add(y, z, z);
    Field.square(z, z);
    Field.subtract(z, b, z);
    Field.subtract(z, a, z);
    Field.scale(c, 4, c); // 4·X·Y²
    Field.square(d, x);
    Field.subtract(x, c, x);
    Field.subtract(x, c, x);
    Field.subtract(c, x, c);
    Field.multiply(d, c, d);
    Field.square(b, b);
    Field.scale(b, 8, b); // 8·Y⁴
    Field.subtract(d, b, y);
  }

  /** Adds an affine point if the mask is −1: 8 multiplications and 3 squarings. */
  void addAffine(long[] otherX, long[] otherY, long mask) {
    long infinity = isInfinity();
    Field.square(z, a);
    Field.multiply(otherX, a, b); // the other X
    Field.multiply(a, z, a);
    Field.multiply(otherY, a, c); // the other Y
    Field.subtract(b, x, b);
    Field.subtract(c, y, c);
    if ((Field.isZero(b) & Field.isZero(c) & ~infinity & mask) != 0) {
      twice();
      return;
    }
    Field.multiply(z, b, f);
    Field.square(b, d);
    Field.multiply(d, b, e);
    Field.multiply(x, d, d);
    Field.multiply(y, e, a);
    finish(mask & ~infinity);
    Limbs.copyIf(mask & infinity, otherX, x);
    Limbs.copyIf(mask & infinity, otherY, y);
    Limbs.copyIf(mask & infinity, Field.ONE, z);
  }

  /** Adds a point: 12 multiplications and 4 squarings. */
  void add(JacobianPoint other) {
    long infinity = isInfinity();
    long otherInfinity = other.isInfinity();
    Field.square(z, a);
    Field.multiply(other.x, a, b);
    Field.multiply(a, z, a);
    Field.multiply(other.y, a, c);
    Field.square(other.z, d);
    Field.multiply(x, d, e); // this X
    Field.multiply(d, other.z, d);
    Field.multiply(y, d, a); // this Y
    Field.subtract(b, e, b);
    Field.subtract(c, a, c);
    if ((Field.isZero(b) & Field.isZero(c) & ~infinity & ~otherInfinity) != 0) {
      twice();
      return;
    }
    Field.multiply(z, other.z, f);
    Field.multiply(f, b, f);
    Field.square(b, d);
    Field.multiply(d, e, e);
    Field.multiply(d, b, b);
    Field.multiply(a, b, a);
    swapForFinish();
    finish(~infinity & ~otherInfinity);
    Limbs.copyIf(infinity, other.x, x);
    Limbs.copyIf(infinity, other.y, y);
    Limbs.copyIf(infinity, other.z, z);
  }

  private void swapForFinish() {
    System.arraycopy(e, 0, d, 0, Field.LIMBS);
    System.arraycopy(b, 0, e, 0, Field.LIMBS);
  }

  /** Both additions end so, with R in c, X·H² in d, H³ in e, Y·H³ in a and the new Z in f. */
  private void finish(long mask) {
    Field.square(c, b);
    Field.subtract(b, e, b);
    Field.subtract(b, d, b);
    Field.subtract(b, d, b);
    Field.subtract(d, b, d);
    Field.multiply(c, d, d);
    Field.subtract(d, a, d);
    Limbs.copyIf(mask, b, x);
    Limbs.copyIf(mask, d, y);
    Limbs.copyIf(mask, f, z);
  }

  /** Makes Z one. The point must not be at infinity. */
  void normalize() {
    Field.invert(z, a);
    Field.square(a, b);
    Field.multiply(x, b, x);
    Field.multiply(b, a, b);
    Field.multiply(y, b, y);
    System.arraycopy(Field.ONE, 0, z, 0, Field.LIMBS);
  }
}
