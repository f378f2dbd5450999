package dev.edgekeep.fleet.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that the nodes of a group share: AES-256-GCM with a random nonce. A payload is bound to a
 * purpose, which is not sealed. Immutable; any thread. The text form does not contain the key.
 */
public final class GroupKey {
  public static final int OCTETS = 32;

  /** A sealed payload is longer by this. */
  public static final int OVERHEAD = 12 + 16;

  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final long epoch;
  private final byte[] key;

  /**
   * @param epoch 1 for the first key of a group; each later one has a higher
   * @throws IllegalArgumentException when the key has not 32 octets
   */
  public GroupKey(long epoch, byte[] key) {
    if (key.length != OCTETS || epoch < 1) {
      throw new IllegalArgumentException("a group key has 32 octets, and an epoch from 1");
    }
    this.epoch = epoch;
    this.key = key.clone();
  }

  /** A new key. */
  public static GroupKey random(long epoch, SecureRandom random) {
    byte[] key = new byte[OCTETS];
    random.nextBytes(key);
    return new GroupKey(epoch, key);
  }

  public long epoch() {
    return epoch;
  }

  /** A copy of the key, to store it. */
  public byte[] octets() {
    return key.clone();
  }

  /**
   * Seals a payload: nonce, ciphertext and tag.
   *
   * @param purpose must be the same at {@link #open}
   */
  public byte[] seal(String purpose, byte[] payload) {
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, purpose, nonce, 0);
      ByteBuffer out = ByteBuffer.allocate(payload.length + OVERHEAD).put(nonce);
      cipher.doFinal(ByteBuffer.wrap(payload), out);
      return out.array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  /**
   * Opens a payload.
   *
   * @throws SealException when it was sealed with another key, for another purpose, or changed
   */
  public byte[] open(String purpose, byte[] sealed) throws SealException {
    if (sealed.length < OVERHEAD) {
      throw new SealException("the sealed payload is too short");
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, purpose, sealed, 0)
          .doFinal(sealed, NONCE, sealed.length - NONCE);
    } catch (GeneralSecurityException _) {
      throw new SealException("the payload is not sealed with the group key of epoch " + epoch);
    }
  }

  private Cipher cipher(int mode, String purpose, byte[] nonce, int offset)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce, offset, NONCE));
    cipher.updateAAD((purpose + "\0" + epoch).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupKey that && epoch == that.epoch && Arrays.equals(key, that.key);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(epoch);
  }

  @Override
  public String toString() {
    return "group key of epoch " + epoch;
  }
}
