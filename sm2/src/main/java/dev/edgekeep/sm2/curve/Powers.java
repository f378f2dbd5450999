package dev.edgekeep.sm2.curve;

/** Powers with a public exponent, in windows of four bits. */
final class Powers {
  /** A multiplication whose result may be the array of an operand. */
  interface Multiplication {
    void of(long[] a, long[] b, long[] r);
  }

  /** A squaring whose result may be the array of the operand. */
  interface Squaring {
    void of(long[] a, long[] r);
  }

  private Powers() {}

  /** Computes a^(modulus − 2), which is the inverse of a if the modulus is prime. */
  static void compute(
      long[] a, long[] modulus, long[] one, long[] r, Multiplication times, Squaring square) {
    byte[] exponent = new byte[32];
    Limbs.toBytes(modulus, exponent, 0);
    exponent[31] = (byte) (exponent[31] - 2); // Both moduli end with an octet above 1.
    long[][] powers = new long[16][Field.LIMBS];
    System.arraycopy(one, 0, powers[0], 0, Field.LIMBS);
    for (int i = 1; i < 16; i++) {
      times.of(powers[i - 1], a, powers[i]);
    }
    long[] result = one.clone();
    for (int i = 0; i < 64; i++) {
      for (int j = 0; j < 4; j++) {
        square.of(result, result);
      }
      int digit = (exponent[i / 2] >>> (4 * (1 - i % 2))) & 0xf;
      times.of(result, powers[digit], result);
    }
    System.arraycopy(result, 0, r, 0, Field.LIMBS);
  }
}
