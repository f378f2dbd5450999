package dev.edgekeep.control.secret;

import dev.edgekeep.keyserver.pkcs11.Mechanism;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Exception;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import dev.edgekeep.keyserver.pkcs11.Token;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * A master key that is encrypted by AES-GCM with an AES key on a token: one octet of version,
 * twelve of nonce, the ciphertext and its tag. What is encrypted for an RSA key is at least twice
 * as long.
 */
final class SecretKeyWrapping {
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final int LENGTH = 1 + NONCE_BYTES + 2 * Aead.KEY_BYTES + TAG_BYTES;
  private static final byte[] CONTEXT = "edgekeep master key".getBytes(StandardCharsets.US_ASCII);

  private SecretKeyWrapping() {}

  static boolean isOne(byte[] wrapped) {
    return wrapped.length == LENGTH && wrapped[0] == VERSION;
  }

  /** Encrypts a text; empty when the token has no AES key of this label. */
  static Optional<byte[]> wrap(Token token, byte[] text, Pkcs11Uri key) throws Pkcs11Exception {
    String label = key.object();
    if (label == null || !token.can(Mechanism.CKM_AES_GCM) || !token.hasSecretKey(label)) {
      return Optional.empty();
    }
    byte[] nonce = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(nonce);
    byte[] sealed = token.encrypt(label, nonce, CONTEXT, text);
    return Optional.of(
        ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
            .put(VERSION)
            .put(nonce)
            .put(sealed)
            .array());
  }

  /**
   * Opens what was encrypted.
   *
   * @throws IOException when it was encrypted with another key
   */
  static byte[] open(Token token, byte[] wrapped, Pkcs11Uri key)
      throws IOException, Pkcs11Exception {
    String label = key.object();
    if (label == null) {
      throw new IOException("masterKey: %s names no key; give its label".formatted(key));
    }
    ByteBuffer in = ByteBuffer.wrap(wrapped, 1, wrapped.length - 1);
    byte[] nonce = new byte[NONCE_BYTES];
    in.get(nonce);
    byte[] sealed = new byte[in.remaining()];
    in.get(sealed);
    if (!token.hasSecretKey(label)) {
      throw new IOException(
          "masterKey: %s names no AES key, and the master key in the database is encrypted with one"
              .formatted(key));
    }
    try {
      return token.decrypt(label, nonce, CONTEXT, sealed);
    } catch (Pkcs11Exception e) {
      throw new IOException(
          "masterKey: the master key in the database is not encrypted for %s: %s"
              .formatted(key, e.getMessage()),
          e);
    }
  }
}
