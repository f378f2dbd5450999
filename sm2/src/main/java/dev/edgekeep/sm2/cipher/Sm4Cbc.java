package dev.edgekeep.sm2.cipher;

import java.util.Arrays;

/**
 * SM4 in Cipher Block Chaining, without padding. Encryption is slow, because a block needs the one
 * before; decryption computes sixteen blocks at a time. For one thread at a time.
 */
public final class Sm4Cbc {
  /** Octets of a block, and of an initialization vector. */
  public static final int BLOCK = Sm4Blocks.BLOCK;

  private final Sm4Blocks blocks;

  public Sm4Cbc(Sm4Key key) {
    this.blocks = new Sm4Blocks(key);
  }

  /** Encrypts whole blocks in place. */
  public void encrypt(byte[] iv, byte[] data, int from, int length) {
    checkLengths(iv, length);
    byte[] previous = iv;
    int previousAt = 0;
    for (int at = from; at < from + length; at += BLOCK) {
      xor(previous, previousAt, data, at, BLOCK);
      blocks.encrypt(data, at, data, at, 1);
      previous = data;
      previousAt = at;
    }
  }

  /** Decrypts whole blocks in place. */
  public void decrypt(byte[] iv, byte[] data, int from, int length) {
    checkLengths(iv, length);
    byte[] previous = iv.clone();
    for (int at = from; at < from + length; at += Sm4Blocks.BATCH) {
      int size = Math.min(Sm4Blocks.BATCH, from + length - at);
      byte[] ciphertext = Arrays.copyOfRange(data, at, at + size);
      blocks.decrypt(data, at, data, at, size / BLOCK);
      xor(previous, 0, data, at, BLOCK);
      xor(ciphertext, 0, data, at + BLOCK, size - BLOCK);
      System.arraycopy(ciphertext, size - BLOCK, previous, 0, BLOCK);
    }
  }

  private static void checkLengths(byte[] iv, int length) {
    if (iv.length != BLOCK || length % BLOCK != 0) {
      throw new IllegalArgumentException(
          "CBC with a vector of " + iv.length + " octets and " + length + " octets of data");
    }
  }

  private static void xor(byte[] from, int at, byte[] data, int to, int n) {
    for (int i = 0; i < n; i++) {
      data[to + i] ^= from[at + i];
    }
  }
}
