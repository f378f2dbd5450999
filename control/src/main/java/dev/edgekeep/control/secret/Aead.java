package dev.edgekeep.control.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM with a random nonce: one octet of version, twelve of nonce, the ciphertext and its
 * tag. What is sealed is bound to a context, so that it cannot be moved to another record. Any
 * thread.
 */
final class Aead {
  static final int KEY_BYTES = 32;

  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  Aead(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("a key has %d octets".formatted(KEY_BYTES));
    }
    this.key = new SecretKeySpec(key, "AES");
  }

  byte[] seal(byte[] secret, String context) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(secret);
      return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
          .put(VERSION)
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is not available", e);
    }
  }

  /**
   * @throws UnsealException when it was sealed with another key or for another context, or damaged
   */
  byte[] open(byte[] sealed, String context) {
    if (sealed.length < 1 + NONCE_BYTES + TAG_BITS / 8 || sealed[0] != VERSION) {
      throw new UnsealException("%s is not what was sealed; it is damaged".formatted(context));
    }
    byte[] nonce = new byte[NONCE_BYTES];
    System.arraycopy(sealed, 1, nonce, 0, NONCE_BYTES);
    int from = 1 + NONCE_BYTES;
    try {
      return cipher(Cipher.DECRYPT_MODE, nonce, context)
          .doFinal(sealed, from, sealed.length - from);
    } catch (AEADBadTagException e) {
      throw new UnsealException(
          "%s cannot be decrypted: another master key, or it is damaged".formatted(context));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is not available", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
