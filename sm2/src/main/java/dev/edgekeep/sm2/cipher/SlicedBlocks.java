package dev.edgekeep.sm2.cipher;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Sixteen blocks of SM4 side by side, as bit planes: each of the four words of the state is eight
 * longs, and long n has bit n of 64 octets. The lane of an octet is 16 · its place in the word, 0
 * being the least significant, + the number of its block.
 */
final class SlicedBlocks {
  /** Blocks that are computed at a time. */
  static final int BLOCKS = 16;

  /** Longs of a state. */
  static final int SIZE = 32;

  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private SlicedBlocks() {}

  /** Applies the 32 rounds and the final reversal of the words. */
  static void crypt(long[] state, long[] roundKeys, long[] scratch) {
    for (int round = 0; round < Sm4Key.ROUNDS; round += 4) {
      step(state, 0, 8, 16, 24, roundKeys, 8 * round, scratch);
      step(state, 8, 16, 24, 0, roundKeys, 8 * round + 8, scratch);
      step(state, 16, 24, 0, 8, roundKeys, 8 * round + 16, scratch);
      step(state, 24, 0, 8, 16, roundKeys, 8 * round + 24, scratch);
    }
    for (int i = 0; i < 8; i++) {
      swap(state, i, 24 + i);
      swap(state, 8 + i, 16 + i);
    }
  }

  private static void step(
      long[] state, int a, int b, int c, int d, long[] roundKeys, int key, long[] scratch) {
    for (int i = 0; i < 8; i++) {
      scratch[i] = state[b + i] ^ state[c + i] ^ state[d + i] ^ roundKeys[key + i];
    }
    SubstitutionCircuit.apply(scratch);
    Diffusion.addTo(state, a, scratch);
  }

  private static void swap(long[] state, int a, int b) {
    long kept = state[a];
    state[a] = state[b];
    state[b] = kept;
  }

  /** Puts the same word into all blocks. */
  static void broadcast(int word, long[] planes, int at) {
    for (int i = 0; i < 8; i++) {
      planes[at + i] =
          lanes(word >>> i)
              | lanes(word >>> (8 + i)) << 16
              | lanes(word >>> (16 + i)) << 32
              | lanes(word >>> (24 + i)) << 48;
    }
  }

  private static long lanes(int bit) {
    return -(bit & 1) & 0xffffL;
  }

  /** Puts a word of each block into the state at an offset. */
  static void slice(int[] words, long[] state, int at) {
    for (int j = 0; j < 8; j++) {
      state[at + j] = spread(words[j]) | spread(words[j + 8]) << 8;
    }
    transpose(state, at);
  }

  /** The inverse of {@link #slice}; what is in the state is lost. */
  static void unslice(long[] state, int at, int[] words) {
    transpose(state, at);
    for (int j = 0; j < 8; j++) {
      words[j] = gather(state[at + j]);
      words[j + 8] = gather(state[at + j] >>> 8);
    }
  }

  /** Moves octet p to octet 2p. */
  private static long spread(int word) {
    long x = word & 0xffffffffL;
    x = (x | x << 16) & 0x0000ffff0000ffffL;
    return (x | x << 8) & 0x00ff00ff00ff00ffL;
  }

  private static int gather(long spread) {
    long x = spread & 0x00ff00ff00ff00ffL;
    x = (x | x >>> 8) & 0x0000ffff0000ffffL;
    return (int) (x | x >>> 16);
  }

  /** Exchanges the number of a long with the number of a bit in its octets. */
  private static void transpose(long[] q, int at) {
    for (int j = 0; j < 4; j++) {
      exchange(q, at + j, at + j + 4, 4, 0x0f0f0f0f0f0f0f0fL);
    }
    for (int j = 0; j < 8; j += 4) {
      exchange(q, at + j, at + j + 2, 2, 0x3333333333333333L);
      exchange(q, at + j + 1, at + j + 3, 2, 0x3333333333333333L);
    }
    for (int j = 0; j < 8; j += 2) {
      exchange(q, at + j, at + j + 1, 1, 0x5555555555555555L);
    }
  }

  private static void exchange(long[] q, int low, int high, int shift, long mask) {
    long moved = (q[low] >>> shift ^ q[high]) & mask;
    q[high] ^= moved;
    q[low] ^= moved << shift;
  }
}
