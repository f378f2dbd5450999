package dev.edgekeep.sm2.curve;

/** Numbers of 256 bits as five limbs of 52 bits, the least significant first. */
final class Limbs {
  private Limbs() {}

  static long[] fromBytes(byte[] octets, int at) {
    long[] r = new long[Field.LIMBS];
    for (int i = 0; i < 64; i++) {
      long half = ((long) octets[at + 31 - i / 2] >>> (4 * (i % 2))) & 0xf;
      r[i / 13] |= half << (4 * (i % 13));
    }
    return r;
  }

  static void toBytes(long[] a, byte[] octets, int at) {
    for (int i = 0; i < 32; i++) {
      octets[at + 31 - i] = (byte) (half(a, 2 * i) | half(a, 2 * i + 1) << 4);
    }
  }

  private static int half(long[] a, int i) {
    return (int) (a[i / 13] >>> (4 * (i % 13))) & 0xf;
  }

  /** Moves what exceeds 52 bits to the next limb. */
  static void carry(long[] a) {
    for (int i = 0; i < Field.LIMBS - 1; i++) {
      a[i + 1] += a[i] >> 52;
      a[i] &= Field.MASK;
    }
  }

  /** Subtracts the modulus if the number is not less. */
  static void subtractOnce(long[] a, long[] modulus) {
    long[] difference = difference(a, modulus);
    long keep = difference[Field.LIMBS - 1] >> 63;
    for (int i = 0; i < Field.LIMBS; i++) {
      a[i] = (a[i] & keep) | (difference[i] & ~keep);
    }
  }

  /** −1 if a is less than b, otherwise 0. */
  static long isLess(long[] a, long[] b) {
    return difference(a, b)[Field.LIMBS - 1] >> 63;
  }

  private static long[] difference(long[] a, long[] b) {
    long[] r = new long[Field.LIMBS];
    for (int i = 0; i < Field.LIMBS; i++) {
      r[i] = a[i] - b[i];
    }
    carry(r);
    return r;
  }

  /** −1 if a is 0, otherwise 0. */
  static long isZero(long a) {
    return ~((a | -a) >> 63);
  }

  /** Copies b to a where the mask is −1, and leaves a where it is 0. */
  static void copyIf(long mask, long[] b, long[] a) {
    for (int i = 0; i < Field.LIMBS; i++) {
      a[i] ^= (a[i] ^ b[i]) & mask;
    }
  }
}
