package dev.edgekeep.sm2.cipher;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * SM4 in Galois/Counter Mode (NIST SP 800-38D) with nonces of 12 octets and tags of 16. A nonce
 * must not be used twice for sealing. For one thread at a time.
 */
public final class Sm4Gcm {
  /** Octets of a nonce. */
  public static final int NONCE = 12;

  /** Octets of a tag. */
  public static final int TAG = 16;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final Sm4Blocks blocks;
  private final Ghash hash;
  private final byte[] keystream = new byte[Sm4Blocks.BATCH];
  private final byte[] first = new byte[Sm4Blocks.BLOCK];
  private final byte[] tag = new byte[TAG];

  public Sm4Gcm(Sm4Key key) {
    this.blocks = new Sm4Blocks(key);
    byte[] zero = new byte[Sm4Blocks.BLOCK];
    blocks.encrypt(zero, 0, zero, 0, 1);
    this.hash = new Ghash(zero);
    Arrays.fill(zero, (byte) 0);
  }

  /**
   * Encrypts, and writes the tag behind the ciphertext.
   *
   * @param nonce 12 octets
   * @param additional data that is authenticated only
   * @param out receives {@code length + TAG} octets; it may be the same as {@code in} at the same
   *     place
   */
  public void seal(
      byte[] nonce, byte[] additional, byte[] in, int from, int length, byte[] out, int to) {
    begin(nonce);
    hash.update(additional, 0, additional.length);
    crypt(in, from, length, out, to, true);
    authenticate(additional.length, length);
    System.arraycopy(tag, 0, out, to + length, TAG);
  }

  /**
   * Decrypts if the tag is right. Otherwise the output has zeros.
   *
   * @param length octets of the ciphertext, without the tag behind it
   * @return whether the tag is right
   */
  public boolean open(
      byte[] nonce, byte[] additional, byte[] in, int from, int length, byte[] out, int to) {
    begin(nonce);
    hash.update(additional, 0, additional.length);
    int difference = 0;
    byte[] expected = Arrays.copyOfRange(in, from + length, from + length + TAG);
    crypt(in, from, length, out, to, false);
    authenticate(additional.length, length);
    for (int i = 0; i < TAG; i++) {
      difference |= expected[i] ^ tag[i];
    }
    if (difference != 0) {
      Arrays.fill(out, to, to + length, (byte) 0);
    }
    return difference == 0;
  }

  private void begin(byte[] nonce) {
    if (nonce.length != NONCE) {
      throw new IllegalArgumentException("a nonce of " + nonce.length + " octets; it has 12");
    }
    hash.reset();
    blocks.counterPrefix(nonce, 0);
  }

  /** Counter 1 masks the tag; the text begins with counter 2. */
  private void crypt(byte[] in, int from, int length, byte[] out, int to, boolean sealing) {
    blocks.counterBatch(1, keystream);
    System.arraycopy(keystream, 0, first, 0, first.length);
    int used = Sm4Blocks.BLOCK;
    int counter = 1 + SlicedBlocks.BLOCKS;
    int done = 0;
    while (true) {
      int n = Math.min(length - done, keystream.length - used);
      if (!sealing) {
        hash.update(in, from + done, n);
      }
      xor(in, from + done, used, out, to + done, n);
      if (sealing) {
        hash.update(out, to + done, n);
      }
      done += n;
      if (done == length) {
        break;
      }
      blocks.counterBatch(counter, keystream);
      counter += SlicedBlocks.BLOCKS;
      used = 0;
    }
  }

  private void xor(byte[] in, int from, int key, byte[] out, int to, int n) {
    int i = 0;
    for (; i <= n - 8; i += 8) {
      long text = (long) LONG.get(in, from + i) ^ (long) LONG.get(keystream, key + i);
      LONG.set(out, to + i, text);
    }
    for (; i < n; i++) {
      out[to + i] = (byte) (in[from + i] ^ keystream[key + i]);
    }
  }

  private void authenticate(long additional, long text) {
    hash.finish(additional, text, tag);
    for (int i = 0; i < TAG; i++) {
      tag[i] ^= first[i];
    }
  }
}
