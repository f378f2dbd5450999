package dev.edgekeep.sm2.cipher;

import java.util.Arrays;

/**
 * SM4 on blocks in memory, up to sixteen at a time in the time of one. Has its own scratch memory:
 * for one thread at a time.
 */
final class Sm4Blocks {
  /** Octets of a block. */
  static final int BLOCK = 16;

  /** Octets that are computed at a time. */
  static final int BATCH = BLOCK * SlicedBlocks.BLOCKS;

  private final Sm4Key key;
  private final long[] state = new long[SlicedBlocks.SIZE];
  private final long[] scratch = new long[8];
  private final int[] words = new int[SlicedBlocks.BLOCKS];
  private final long[] prefix = new long[24];

  Sm4Blocks(Sm4Key key) {
    this.key = key;
  }

  /** Encrypts up to 16 blocks; input and output may be the same. */
  void encrypt(byte[] in, int from, byte[] out, int to, int blocks) {
    crypt(in, from, out, to, blocks, key.encryption());
  }

  void decrypt(byte[] in, int from, byte[] out, int to, int blocks) {
    crypt(in, from, out, to, blocks, key.decryption());
  }

  private void crypt(byte[] in, int from, byte[] out, int to, int blocks, long[] roundKeys) {
    for (int w = 0; w < 4; w++) {
      for (int i = 0; i < blocks; i++) {
        words[i] = (int) SlicedBlocks.INT.get(in, from + BLOCK * i + 4 * w);
      }
      Arrays.fill(words, blocks, words.length, 0);
      SlicedBlocks.slice(words, state, 8 * w);
    }
    SlicedBlocks.crypt(state, roundKeys, scratch);
    store(out, to, blocks);
  }

  /** Prepares {@link #counterBatch}: the first twelve octets of all counter blocks. */
  void counterPrefix(byte[] nonce, int from) {
    for (int w = 0; w < 3; w++) {
      SlicedBlocks.broadcast((int) SlicedBlocks.INT.get(nonce, from + 4 * w), prefix, 8 * w);
    }
  }

  /** Writes the encryption of 16 counter blocks, which begin with a counter. */
  void counterBatch(int counter, byte[] out) {
    System.arraycopy(prefix, 0, state, 0, prefix.length);
    for (int i = 0; i < words.length; i++) {
      words[i] = counter + i;
    }
    SlicedBlocks.slice(words, state, 24);
    SlicedBlocks.crypt(state, key.encryption(), scratch);
    store(out, 0, SlicedBlocks.BLOCKS);
  }

  private void store(byte[] out, int to, int blocks) {
    for (int w = 0; w < 4; w++) {
      SlicedBlocks.unslice(state, 8 * w, words);
      for (int i = 0; i < blocks; i++) {
        SlicedBlocks.INT.set(out, to + BLOCK * i + 4 * w, words[i]);
      }
    }
  }
}
