package dev.edgekeep.sm2.curve;

/**
 * Integers modulo the order n of the curve, as 32 octets, the most significant first. All results
 * are below n; so must be all operands, except that of {@link #reduce}.
 */
public final class Scalars {
  private static final long[] N = {
    0xbf40939d54123L, 0x6b21c6052b53bL, 0xfffffff7203dfL, 0xfffffffffffffL, 0xfffffffeffffL
  };
  private static final long[] ONE = {
    0xbf6c62abedd0L, 0x4de39fad4ac44L, 0x8dfc209L, 0x0L, 0x100000L
  };
  private static final long[] R_SQUARED = {
    0xc16674a517de6L, 0x507a6e5f7c418L, 0xfe0d44507dc1cL, 0x3b620fc84c3afL, 0xb5e412c02b3dL
  };
  private static final long[] UNIT = {1, 0, 0, 0, 0};

  /** −1/n modulo 2^52. */
  private static final long FACTOR = 0xf9e8872350975L;

  private Scalars() {}

  /** The remainder of 32 octets. As n is above 2^255, one subtraction is enough. */
  public static byte[] reduce(byte[] a) {
    long[] r = Limbs.fromBytes(a, 0);
    Limbs.subtractOnce(r, N);
    return bytes(r);
  }

  /** Returns whether a number of 32 octets is from 1 to n − 1. */
  public static boolean inRange(byte[] a) {
    long[] limbs = Limbs.fromBytes(a, 0);
    long any = limbs[0] | limbs[1] | limbs[2] | limbs[3] | limbs[4];
    return (Limbs.isZero(any) | ~Limbs.isLess(limbs, N)) == 0;
  }

  /** Returns whether a number is 0. */
  public static boolean isZero(byte[] a) {
    int any = 0;
    for (byte octet : a) {
      any |= octet;
    }
    return any == 0;
  }

  public static byte[] add(byte[] a, byte[] b) {
    long[] x = Limbs.fromBytes(a, 0);
    long[] y = Limbs.fromBytes(b, 0);
    for (int i = 0; i < Field.LIMBS; i++) {
      x[i] += y[i];
    }
    Limbs.carry(x);
    Limbs.subtractOnce(x, N);
    return bytes(x);
  }

  public static byte[] subtract(byte[] a, byte[] b) {
    long[] x = Limbs.fromBytes(a, 0);
    long[] y = Limbs.fromBytes(b, 0);
    for (int i = 0; i < Field.LIMBS; i++) {
      x[i] += N[i] - y[i];
    }
    Limbs.carry(x);
    Limbs.subtractOnce(x, N);
    return bytes(x);
  }

  public static byte[] multiply(byte[] a, byte[] b) {
    long[] x = Limbs.fromBytes(a, 0);
    montgomery(x, R_SQUARED, x);
    montgomery(x, Limbs.fromBytes(b, 0), x);
    return bytes(x);
  }

  /** Computes a^(n−2), which is 1/a. The exponent is public. */
  public static byte[] invert(byte[] a) {
    long[] x = Limbs.fromBytes(a, 0);
    montgomery(x, R_SQUARED, x);
    Powers.compute(x, N, ONE, x, Scalars::montgomery, (factor, r) -> montgomery(factor, factor, r));
    montgomery(x, UNIT, x);
    return bytes(x);
  }

  /** Adds n to a number in limbs. */
  static void addOrder(long[] limbs) {
    for (int i = 0; i < Field.LIMBS; i++) {
      limbs[i] += N[i];
    }
    Limbs.carry(limbs);
  }

  private static byte[] bytes(long[] a) {
    byte[] octets = new byte[32];
    Limbs.toBytes(a, octets, 0);
    return octets;
  }

  /** Computes a · b / 2^260 below n. */
  private static void montgomery(long[] a, long[] b, long[] r) {
    long[] t = new long[Field.LIMBS + 1];
    for (int i = 0; i < Field.LIMBS; i++) {
      addProduct(t, a[i], b);
      addProduct(t, t[0] * FACTOR & Field.MASK, N);
      t[1] += t[0] >>> 52;
      System.arraycopy(t, 1, t, 0, Field.LIMBS);
      t[Field.LIMBS] = 0;
    }
    System.arraycopy(t, 0, r, 0, Field.LIMBS);
    Limbs.carry(r);
    Limbs.subtractOnce(r, N);
  }

  private static void addProduct(long[] t, long factor, long[] b) {
    for (int j = 0; j < Field.LIMBS; j++) {
      t[j] += factor * b[j] & Field.MASK;
      t[j + 1] += Math.unsignedMultiplyHigh(factor << 12, b[j]);
    }
  }
}
