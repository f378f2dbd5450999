package dev.edgekeep.sm2.curve;

/**
 * The field of the curve: integers modulo p = 2^256 − 2^224 − 2^96 + 2^64 − 1, in Montgomery form
 * with R = 2^260.
 *
 * <p>An element is five longs of 52 bits, the least significant first; the last may have 49 bits.
 * The gaps take up the carries, so that there is no comparison and no branch. Elements are below
 * 2^257 and thus not always below p: {@link #toBytes} reduces them. Results of {@link #subtract},
 * {@link #multiply} and {@link #square} are below 2p. A result may be the array of an operand.
 */
final class Field {
  static final int LIMBS = 5;
  static final long MASK = (1L << 52) - 1;
  static final long[] P = {
    0xfffffffffffffL, 0xff00000000fffL, 0xfffffffffffffL, 0xfffffffffffffL, 0xfffffffeffffL
  };
  static final long[] ONE = {0x10L, 0xffffffff0000L, 0x0L, 0x0L, 0x100000L};
  private static final long[] UNIT = {1, 0, 0, 0, 0};
  private static final long[] R_SQUARED = {
    0x20000000300L, 0xffffffff00000L, 0x100000002L, 0x200000001000L, 0x4000000L
  };

  // 4p, in limbs that are larger than those of an element.
  private static final long S0 = 0x2ffffffffffffcL;
  private static final long S1 = 0x2fc00000003ffdL;
  private static final long S2 = 0x2ffffffffffffdL;
  private static final long S3 = 0x2ffffffffffffdL;
  private static final long S4 = 0x3fffffffbfffdL;

  private Field() {}

  /** Reads 32 octets, which must be less than p. */
  static long[] fromBytes(byte[] octets, int at) {
    long[] r = Limbs.fromBytes(octets, at);
    multiply(r, R_SQUARED, r);
    return r;
  }

  /** Writes the 32 octets of an element. */
  static void toBytes(long[] a, byte[] octets, int at) {
    long[] r = new long[LIMBS];
    multiply(a, UNIT, r);
    Limbs.subtractOnce(r, P);
    Limbs.toBytes(r, octets, at);
  }

  static void add(long[] a, long[] b, long[] r) {
    reduce(a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4], r);
  }

  /** Computes a + 4p − b, so that no limb is negative. */
  static void subtract(long[] a, long[] b, long[] r) {
    reduce(
        a[0] - b[0] + S0,
        a[1] - b[1] + S1,
        a[2] - b[2] + S2,
        a[3] - b[3] + S3,
        a[4] - b[4] + S4,
        r);
  }

  /** Computes factor · a, for a factor of at most 8. */
  static void scale(long[] a, int factor, long[] r) {
    reduce(factor * a[0], factor * a[1], factor * a[2], factor * a[3], factor * a[4], r);
  }

  /** Replaces multiples of 2^256 by multiples of 2^224 + 2^96 − 2^64 + 1, and carries. */
  private static void reduce(long t0, long t1, long t2, long t3, long t4, long[] r) {
    long q = t4 >>> 48;
    long u0 = t0 + q;
    long u1 = t1 + (q << 44) - (q << 12) + (u0 >>> 52);
    long u2 = t2 + (u1 >>> 52);
    long u3 = t3 + (u2 >>> 52);
    r[0] = u0 & MASK;
    r[1] = u1 & MASK;
    r[2] = u2 & MASK;
    r[3] = u3 & MASK;
    r[4] = (t4 & ((1L << 48) - 1)) + (q << 16) + (u3 >>> 52);
  }

  static void multiply(long[] a, long[] b, long[] r) {
    long a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4];
    long b0 = b[0], b1 = b[1], b2 = b[2], b3 = b[3], b4 = b[4];
    long t0 = low(a0, b0);
    long t1 = low(a0, b1) + low(a1, b0) + high(a0, b0);
    long t2 = low(a0, b2) + low(a1, b1) + low(a2, b0) + high(a0, b1) + high(a1, b0);
    long t3 =
        low(a0, b3)
            + low(a1, b2)
            + low(a2, b1)
            + low(a3, b0)
            + high(a0, b2)
            + high(a1, b1)
            + high(a2, b0);
    long t4 =
        low(a0, b4)
            + low(a1, b3)
            + low(a2, b2)
            + low(a3, b1)
            + low(a4, b0)
            + high(a0, b3)
            + high(a1, b2)
            + high(a2, b1)
            + high(a3, b0);
    long t5 =
        low(a1, b4)
            + low(a2, b3)
            + low(a3, b2)
            + low(a4, b1)
            + high(a0, b4)
            + high(a1, b3)
            + high(a2, b2)
            + high(a3, b1)
            + high(a4, b0);
    long t6 =
        low(a2, b4)
            + low(a3, b3)
            + low(a4, b2)
            + high(a1, b4)
            + high(a2, b3)
            + high(a3, b2)
            + high(a4, b1);
    long t7 = low(a3, b4) + low(a4, b3) + high(a2, b4) + high(a3, b3) + high(a4, b2);
    long t8 = low(a4, b4) + high(a3, b4) + high(a4, b3);
    long t9 = high(a4, b4);
    montgomery(t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, r);
  }

  static void square(long[] a, long[] r) {
    long a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4];
    long t0 = low(a0, a0);
    long t1 = 2 * low(a0, a1) + high(a0, a0);
    long t2 = 2 * low(a0, a2) + low(a1, a1) + 2 * high(a0, a1);
    long t3 = 2 * low(a0, a3) + 2 * low(a1, a2) + 2 * high(a0, a2) + high(a1, a1);
    long t4 = 2 * low(a0, a4) + 2 * low(a1, a3) + low(a2, a2) + 2 * high(a0, a3) + 2 * high(a1, a2);
    long t5 =
        2 * low(a1, a4) + 2 * low(a2, a3) + 2 * high(a0, a4) + 2 * high(a1, a3) + high(a2, a2);
    long t6 = 2 * low(a2, a4) + low(a3, a3) + 2 * high(a1, a4) + 2 * high(a2, a3);
    long t7 = 2 * low(a3, a4) + 2 * high(a2, a4) + high(a3, a3);
    long t8 = low(a4, a4) + 2 * high(a3, a4);
    long t9 = high(a4, a4);
    montgomery(t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, r);
  }

  private static long low(long a, long b) {
    return a * b & MASK;
  }

  private static long high(long a, long b) {
    return Math.unsignedMultiplyHigh(a << 12, b);
  }

  /**
   * Divides by R. As −1/p is 1 modulo 2^52, a limb itself says how often p is to be added to clear
   * it; p times that number is four shifts.
   */
  private static void montgomery(
      long t0,
      long t1,
      long t2,
      long t3,
      long t4,
      long t5,
      long t6,
      long t7,
      long t8,
      long t9,
      long[] r) {
    long m;
    m = t0 & MASK;
    t1 += (t0 >> 52) + ((m << 12) & MASK) - ((m << 44) & MASK);
    t2 += (m >>> 40) - (m >>> 8);
    t4 += ((m << 48) & MASK) - ((m << 16) & MASK);
    t5 += (m >>> 4) - (m >>> 36);
    m = t1 & MASK;
    t2 += (t1 >> 52) + ((m << 12) & MASK) - ((m << 44) & MASK);
    t3 += (m >>> 40) - (m >>> 8);
    t5 += ((m << 48) & MASK) - ((m << 16) & MASK);
    t6 += (m >>> 4) - (m >>> 36);
    m = t2 & MASK;
    t3 += (t2 >> 52) + ((m << 12) & MASK) - ((m << 44) & MASK);
    t4 += (m >>> 40) - (m >>> 8);
    t6 += ((m << 48) & MASK) - ((m << 16) & MASK);
    t7 += (m >>> 4) - (m >>> 36);
    m = t3 & MASK;
    t4 += (t3 >> 52) + ((m << 12) & MASK) - ((m << 44) & MASK);
    t5 += (m >>> 40) - (m >>> 8);
    t7 += ((m << 48) & MASK) - ((m << 16) & MASK);
    t8 += (m >>> 4) - (m >>> 36);
    m = t4 & MASK;
    t5 += (t4 >> 52) + ((m << 12) & MASK) - ((m << 44) & MASK);
    t6 += (m >>> 40) - (m >>> 8);
    t8 += ((m << 48) & MASK) - ((m << 16) & MASK);
    t9 += (m >>> 4) - (m >>> 36);
    t6 += t5 >> 52;
    t7 += t6 >> 52;
    t8 += t7 >> 52;
    r[0] = t5 & MASK;
    r[1] = t6 & MASK;
    r[2] = t7 & MASK;
    r[3] = t8 & MASK;
    r[4] = t9 + (t8 >> 52);
  }

  /** Computes a^(p−2), which is 1/a, and 0 for 0. The exponent is public. */
  static void invert(long[] a, long[] r) {
    Powers.compute(a, P, ONE, r, Field::multiply, Field::square);
  }

  /** −1 if the element is 0, otherwise 0; only for results that are below 2p. */
  static long isZero(long[] a) {
    long zero = a[0] | a[1] | a[2] | a[3] | a[4];
    long p = (a[0] ^ P[0]) | (a[1] ^ P[1]) | (a[2] ^ P[2]) | (a[3] ^ P[3]) | (a[4] ^ P[4]);
    return Limbs.isZero(zero) | Limbs.isZero(p);
  }
}
