package dev.edgekeep.sm2.digest;

import java.util.Arrays;

/** HMAC (RFC 2104) with SM3. For one thread at a time. */
public final class HmacSm3 {
  private final Sm3 inner = new Sm3();
  private final Sm3 outer = new Sm3();
  private final Sm3 current;

  public HmacSm3(byte[] key) {
    byte[] block = Arrays.copyOf(key.length > Sm3.BLOCK ? Sm3.of(key) : key, Sm3.BLOCK);
    mask(block, 0x36);
    inner.update(block);
    mask(block, 0x36 ^ 0x5c);
    outer.update(block);
    Arrays.fill(block, (byte) 0);
    current = inner.copy();
  }

  private static void mask(byte[] block, int with) {
    for (int i = 0; i < block.length; i++) {
      block[i] ^= (byte) with;
    }
  }

  public HmacSm3 update(byte[] data) {
    return update(data, 0, data.length);
  }

  public HmacSm3 update(byte[] data, int from, int count) {
    current.update(data, from, count);
    return this;
  }

  /** The code, of 32 octets. This object begins again with the same key. */
  public byte[] code() {
    byte[] hash = current.digest();
    current.set(outer);
    current.update(hash);
    current.digest(hash, 0);
    current.set(inner);
    return hash;
  }
}
