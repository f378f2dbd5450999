package dev.edgekeep.sm2.cipher;

/** The linear transformation L of SM4: B ⊕ (B ⋘ 2) ⊕ (B ⋘ 10) ⊕ (B ⋘ 18) ⊕ (B ⋘ 24). */
final class Diffusion {
  private Diffusion() {}

  static int of(int b) {
    return b
        ^ Integer.rotateLeft(b, 2)
        ^ Integer.rotateLeft(b, 10)
        ^ Integer.rotateLeft(b, 18)
        ^ Integer.rotateLeft(b, 24);
  }

  /**
   * Adds L(b) to a word of the sliced state. A rotation by whole octets rotates the lanes, of which
   * each octet has 16; a rotation by two more bits exchanges the planes.
   */
  static void addTo(long[] state, int word, long[] b) {
    long b0 = b[0], b1 = b[1], b2 = b[2], b3 = b[3];
    long b4 = b[4], b5 = b[5], b6 = b[6], b7 = b[7];
    state[word] ^= b0 ^ Long.rotateRight(b0, 16) ^ Long.rotateLeft(sum(b6), 16);
    state[word + 1] ^= b1 ^ Long.rotateRight(b1, 16) ^ Long.rotateLeft(sum(b7), 16);
    state[word + 2] ^= b2 ^ Long.rotateRight(b2, 16) ^ sum(b0);
    state[word + 3] ^= b3 ^ Long.rotateRight(b3, 16) ^ sum(b1);
    state[word + 4] ^= b4 ^ Long.rotateRight(b4, 16) ^ sum(b2);
    state[word + 5] ^= b5 ^ Long.rotateRight(b5, 16) ^ sum(b3);
    state[word + 6] ^= b6 ^ Long.rotateRight(b6, 16) ^ sum(b4);
    state[word + 7] ^= b7 ^ Long.rotateRight(b7, 16) ^ sum(b5);
  }

  private static long sum(long b) {
    return b ^ Long.rotateLeft(b, 16) ^ Long.rotateLeft(b, 32);
  }
}
