package dev.edgekeep.sm2.cipher;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * GHASH (NIST SP 800-38D §6.4) without tables. For one thread at a time.
 *
 * <p>A product of polynomials over GF(2) is computed by integer multiplications: the factors are
 * split into four, each with every fourth bit, so that carries fall into the gaps. The low half of
 * a product is exact; the high half is the low half of the product of the reversed factors. Four
 * blocks are multiplied by four powers of the key and reduced together.
 */
final class Ghash {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int POWERS = 4;

  /** Longs for one power of the key: six factors, each split into four. */
  private static final int POWER = 24;

  private static final long M0 = 0x1111111111111111L;
  private static final long M1 = M0 << 1;
  private static final long M2 = M0 << 2;
  private static final long M3 = M0 << 3;

  private final long[] powers = new long[POWERS * POWER];
  private long high;
  private long low;
  // The sum of products that is not reduced yet.
  private long z0;
  private long z1;
  private long z2;
  private long z0h;
  private long z1h;
  private long z2h;

  /**
   * Prepares a hash.
   *
   * @param key the 16 octets of H
   */
  Ghash(byte[] key) {
    high = (long) LONG.get(key, 0);
    low = (long) LONG.get(key, 8);
    split(0);
    for (int i = 1; i < POWERS; i++) {
      multiply(high, low, 0);
      reduce();
      split(POWER * i);
    }
    reset();
  }

  void reset() {
    high = 0;
    low = 0;
  }

  /** Adds octets; the last block is filled with zeros. */
  void update(byte[] data, int from, int length) {
    int at = from;
    int end = from + length;
    for (; end - at >= 64; at += 64) {
      multiply(high ^ (long) LONG.get(data, at), low ^ (long) LONG.get(data, at + 8), 3 * POWER);
      multiply((long) LONG.get(data, at + 16), (long) LONG.get(data, at + 24), 2 * POWER);
      multiply((long) LONG.get(data, at + 32), (long) LONG.get(data, at + 40), POWER);
      multiply((long) LONG.get(data, at + 48), (long) LONG.get(data, at + 56), 0);
      reduce();
    }
    for (; end - at >= 16; at += 16) {
      block((long) LONG.get(data, at), (long) LONG.get(data, at + 8));
    }
    if (at < end) {
      byte[] padded = new byte[16];
      System.arraycopy(data, at, padded, 0, end - at);
      block((long) LONG.get(padded, 0), (long) LONG.get(padded, 8));
    }
  }

  /** Adds the lengths and writes the 16 octets of the result. */
  void finish(long additional, long text, byte[] result) {
    block(8 * additional, 8 * text);
    LONG.set(result, 0, high);
    LONG.set(result, 8, low);
  }

  private void block(long first, long second) {
    multiply(high ^ first, low ^ second, 0);
    reduce();
  }

  private void split(int at) {
    long reversedLow = Long.reverse(low);
    long reversedHigh = Long.reverse(high);
    split(low, at);
    split(high, at + 4);
    split(low ^ high, at + 8);
    split(reversedLow, at + 12);
    split(reversedHigh, at + 16);
    split(reversedLow ^ reversedHigh, at + 20);
  }

  private void split(long factor, int at) {
    powers[at] = factor & M0;
    powers[at + 1] = factor & M1;
    powers[at + 2] = factor & M2;
    powers[at + 3] = factor & M3;
  }

  /** Adds the product of a block and a power of the key, by Karatsuba's method. */
  private void multiply(long first, long second, int power) {
    long reversedFirst = Long.reverse(first);
    long reversedSecond = Long.reverse(second);
    z0 ^= product(second, powers, power);
    z1 ^= product(first, powers, power + 4);
    z2 ^= product(first ^ second, powers, power + 8);
    z0h ^= product(reversedSecond, powers, power + 12);
    z1h ^= product(reversedFirst, powers, power + 16);
    z2h ^= product(reversedFirst ^ reversedSecond, powers, power + 20);
  }

  /** The low 64 bits of a product. */
  private static long product(long x, long[] split, int at) {
    long x0 = x & M0;
    long x1 = x & M1;
    long x2 = x & M2;
    long x3 = x & M3;
    long h0 = split[at];
    long h1 = split[at + 1];
    long h2 = split[at + 2];
    long h3 = split[at + 3];
    return ((x0 * h0 ^ x1 * h3 ^ x2 * h2 ^ x3 * h1) & M0)
        | ((x0 * h1 ^ x1 * h0 ^ x2 * h3 ^ x3 * h2) & M1)
        | ((x0 * h2 ^ x1 * h1 ^ x2 * h0 ^ x3 * h3) & M2)
        | ((x0 * h3 ^ x1 * h2 ^ x2 * h1 ^ x3 * h0) & M3);
  }

  /** Reduces the sum modulo x^128 + x^7 + x^2 + x + 1, in the reflected order of GCM. */
  private void reduce() {
    long middle = z2 ^ z0 ^ z1;
    long v0 = z0;
    long v1 = Long.reverse(z0h) >>> 1 ^ middle;
    long v2 = z1 ^ Long.reverse(z2h ^ z0h ^ z1h) >>> 1;
    long v3 = Long.reverse(z1h) >>> 1;
    v3 = v3 << 1 | v2 >>> 63;
    v2 = v2 << 1 | v1 >>> 63;
    v1 = v1 << 1 | v0 >>> 63;
    v0 = v0 << 1;
    v2 ^= v0 ^ v0 >>> 1 ^ v0 >>> 2 ^ v0 >>> 7;
    v1 ^= v0 << 63 ^ v0 << 62 ^ v0 << 57;
    low = v2 ^ v1 << 63 ^ v1 << 62 ^ v1 << 57;
    high = v3 ^ v1 ^ v1 >>> 1 ^ v1 >>> 2 ^ v1 >>> 7;
    z0 = 0;
    z1 = 0;
    z2 = 0;
    z0h = 0;
    z1h = 0;
    z2h = 0;
  }
}
