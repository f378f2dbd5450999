package dev.edgekeep.sm2.cipher;

import java.util.Arrays;

/** The round keys of an SM4 key, for encryption and decryption. Immutable, for any thread. */
public final class Sm4Key {
  /** Octets of a key. */
  public static final int SIZE = 16;

  static final int ROUNDS = 32;
  private static final int[] FAMILY = {0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc};

  private final long[] encryption;
  private final long[] decryption;

  private Sm4Key(int[] roundKeys) {
    this.encryption = planes(roundKeys);
    int[] reversed = new int[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      reversed[i] = roundKeys[ROUNDS - 1 - i];
    }
    this.decryption = planes(reversed);
  }

  /**
   * Expands a key.
   *
   * @param key 16 octets, which are copied
   */
  public static Sm4Key of(byte[] key) {
    if (key.length != SIZE) {
      throw new IllegalArgumentException("an SM4 key of " + key.length + " octets; it has 16");
    }
    int[] k = new int[4];
    for (int i = 0; i < 4; i++) {
      k[i] = (int) SlicedBlocks.INT.get(key, 4 * i) ^ FAMILY[i];
    }
    int[] roundKeys = new int[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      int mixed = substitute(k[(i + 1) & 3] ^ k[(i + 2) & 3] ^ k[(i + 3) & 3] ^ parameter(i));
      k[i & 3] ^= mixed ^ Integer.rotateLeft(mixed, 13) ^ Integer.rotateLeft(mixed, 23);
      roundKeys[i] = k[i & 3];
    }
    Arrays.fill(k, 0);
    return new Sm4Key(roundKeys);
  }

  /** The round keys in the order of encryption, as planes: 8 longs a round. */
  long[] encryption() {
    return encryption;
  }

  long[] decryption() {
    return decryption;
  }

  /** The fixed parameter CK of a round: octet j is 7 · (4 · round + j). */
  private static int parameter(int round) {
    int word = 0;
    for (int j = 0; j < 4; j++) {
      word = word << 8 | ((7 * (4 * round + j)) & 0xff);
    }
    return word;
  }

  private static int substitute(int word) {
    int masked = word ^ everywhere(SubstitutionCircuit.INPUT_CONSTANT);
    long[] planes = new long[8];
    for (int bit = 0; bit < 32; bit++) {
      planes[bit & 7] |= (long) (masked >>> bit & 1) << (bit >>> 3);
    }
    SubstitutionCircuit.apply(planes);
    int result = 0;
    for (int bit = 0; bit < 32; bit++) {
      result |= (int) (planes[bit & 7] >>> (bit >>> 3) & 1) << bit;
    }
    return result ^ everywhere(SubstitutionCircuit.OUTPUT_CONSTANT);
  }

  private static int everywhere(int octet) {
    return octet * 0x01010101;
  }

  /**
   * Spreads the round keys over the lanes, with the constants of the S-box. Its output constant
   * would be added to one word in each round. Instead it is left out of the words, and added where
   * they are next read; after 32 rounds each word lacks it eight times, which is nothing.
   */
  private static long[] planes(int[] roundKeys) {
    int constant = Diffusion.of(everywhere(SubstitutionCircuit.OUTPUT_CONSTANT));
    int[] missing = new int[4];
    long[] planes = new long[8 * ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      int word =
          roundKeys[i]
              ^ everywhere(SubstitutionCircuit.INPUT_CONSTANT)
              ^ missing[(i + 1) & 3]
              ^ missing[(i + 2) & 3]
              ^ missing[(i + 3) & 3];
      missing[i & 3] ^= constant;
      SlicedBlocks.broadcast(word, planes, 8 * i);
    }
    return planes;
  }
}
