package dev.edgekeep.sm2.digest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The hash SM3 (GB/T 32905): 32 octets. For one thread at a time. */
public final class Sm3 {
  /** Octets of a hash. */
  public static final int SIZE = 32;

  /** Octets of a block. */
  static final int BLOCK = 64;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int[] INITIAL = {
    0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e
  };

  /** The constant of each round, already rotated by the number of the round. */
  private static final int[] CONSTANTS = constants();

  private final int[] state = INITIAL.clone();
  private final byte[] buffer = new byte[BLOCK];
  private final int[] words = new int[68];
  private int buffered;
  private long length;

  public Sm3() {}

  private Sm3(Sm3 other) {
    set(other);
  }

  /** A copy that goes on from here. */
  public Sm3 copy() {
    return new Sm3(this);
  }

  /** Goes back to where another hash is. */
  void set(Sm3 other) {
    System.arraycopy(other.state, 0, state, 0, state.length);
    System.arraycopy(other.buffer, 0, buffer, 0, BLOCK);
    buffered = other.buffered;
    length = other.length;
  }

  /** The hash of all parts, one after the other. */
  public static byte[] of(byte[]... parts) {
    Sm3 hash = new Sm3();
    for (byte[] part : parts) {
      hash.update(part);
    }
    return hash.digest();
  }

  public Sm3 update(byte[] data) {
    return update(data, 0, data.length);
  }

  public Sm3 update(byte[] data, int from, int count) {
    int at = from;
    int left = count;
    length += count;
    if (buffered > 0) {
      int n = Math.min(BLOCK - buffered, left);
      System.arraycopy(data, at, buffer, buffered, n);
      buffered += n;
      at += n;
      left -= n;
      if (buffered < BLOCK) {
        return this;
      }
      compress(buffer, 0);
      buffered = 0;
    }
    for (; left >= BLOCK; left -= BLOCK, at += BLOCK) {
      compress(data, at);
    }
    System.arraycopy(data, at, buffer, 0, left);
    buffered = left;
    return this;
  }

  /** The hash. This object begins again. */
  public byte[] digest() {
    byte[] result = new byte[SIZE];
    digest(result, 0);
    return result;
  }

  void digest(byte[] out, int to) {
    long bits = 8 * length;
    buffer[buffered++] = (byte) 0x80;
    if (buffered > BLOCK - 8) {
      Arrays.fill(buffer, buffered, BLOCK, (byte) 0);
      compress(buffer, 0);
      buffered = 0;
    }
    Arrays.fill(buffer, buffered, BLOCK - 8, (byte) 0);
    LONG.set(buffer, BLOCK - 8, bits);
    compress(buffer, 0);
    for (int i = 0; i < 8; i++) {
      INT.set(out, to + 4 * i, state[i]);
    }
    reset();
  }

  void reset() {
    System.arraycopy(INITIAL, 0, state, 0, state.length);
    buffered = 0;
    length = 0;
  }

  private void compress(byte[] data, int at) {
    int[] w = words;
    for (int i = 0; i < 16; i++) {
      w[i] = (int) INT.get(data, at + 4 * i);
    }
    for (int i = 16; i < 68; i++) {
      int x = w[i - 16] ^ w[i - 9] ^ Integer.rotateLeft(w[i - 3], 15);
      w[i] = permute1(x) ^ Integer.rotateLeft(w[i - 13], 7) ^ w[i - 6];
    }
    int a = state[0], b = state[1], c = state[2], d = state[3];
    int e = state[4], f = state[5], g = state[6], h = state[7];
    for (int i = 0; i < 64; i++) {
      int a12 = Integer.rotateLeft(a, 12);
      int ss1 = Integer.rotateLeft(a12 + e + CONSTANTS[i], 7);
      int ff = i < 16 ? a ^ b ^ c : (a & (b | c)) | (b & c);
      int gg = i < 16 ? e ^ f ^ g : ((f ^ g) & e) ^ g;
      int t1 = ff + d + (ss1 ^ a12) + (w[i] ^ w[i + 4]);
      int t2 = gg + h + ss1 + w[i];
      d = c;
      c = Integer.rotateLeft(b, 9);
      b = a;
      a = t1;
      h = g;
      g = Integer.rotateLeft(f, 19);
      f = e;
      e = t2 ^ Integer.rotateLeft(t2, 9) ^ Integer.rotateLeft(t2, 17);
    }
    state[0] ^= a;
    state[1] ^= b;
    state[2] ^= c;
    state[3] ^= d;
    state[4] ^= e;
    state[5] ^= f;
    state[6] ^= g;
    state[7] ^= h;
  }

  private static int permute1(int x) {
    return x ^ Integer.rotateLeft(x, 15) ^ Integer.rotateLeft(x, 23);
  }

  private static int[] constants() {
    int[] constants = new int[64];
    for (int i = 0; i < 64; i++) {
      constants[i] = Integer.rotateLeft(i < 16 ? 0x79cc4519 : 0x7a879d8a, i);
    }
    return constants;
  }
}
