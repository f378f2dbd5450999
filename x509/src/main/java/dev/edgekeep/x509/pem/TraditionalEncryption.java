package dev.edgekeep.x509.pem;

import dev.edgekeep.x509.cert.CertificateFormatException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The encryption of {@code openssl genrsa -traditional -aes128}: headers {@code Proc-Type} and
 * {@code DEK-Info} (RFC 1421 §4.6), a key from one round of MD5 over passphrase and salt. Weak, but
 * still in use.
 */
final class TraditionalEncryption {
  private static final int SALT_BYTES = 8;

  private TraditionalEncryption() {}

  /**
   * @param encryption as {@link PemBlock#encryption}
   */
  static byte[] decrypt(byte[] data, String encryption, char @Nullable [] passphrase)
      throws CertificateFormatException {
    String[] parts = encryption.split(",", 2);
    String name = parts[0].strip().toUpperCase(Locale.ROOT);
    byte[] iv = iv(parts.length == 2 ? parts[1].strip() : "");
    int keyBytes = keyBytes(name);
    byte[] key = key(WrongPassphrase.required(passphrase), iv, keyBytes);
    String algorithm =
        name.startsWith("AES") ? "AES" : name.startsWith("DES-EDE3") ? "DESede" : "DES";
    try {
      Cipher cipher = Cipher.getInstance(algorithm + "/CBC/PKCS5Padding");
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, algorithm), new IvParameterSpec(iv));
      return cipher.doFinal(data);
    } catch (BadPaddingException | IllegalBlockSizeException _) {
      throw WrongPassphrase.exception();
    } catch (GeneralSecurityException e) {
      throw malformed();
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static int keyBytes(String cipher) throws CertificateFormatException {
    return switch (cipher) {
      case "AES-128-CBC" -> 16;
      case "AES-192-CBC", "DES-EDE3-CBC" -> 24;
      case "AES-256-CBC" -> 32;
      case "DES-CBC" -> 8;
      default ->
          throw new CertificateFormatException(
              "the private key's encryption \"%s\" is not supported; convert it: openssl pkcs8 -topk8"
                  .formatted(cipher));
    };
  }

  private static byte[] iv(String hex) throws CertificateFormatException {
    try {
      byte[] iv = HexFormat.of().parseHex(hex);
      if (iv.length >= SALT_BYTES) {
        return iv;
      }
    } catch (IllegalArgumentException _) {
      // Reported below.
    }
    throw malformed();
  }

  private static CertificateFormatException malformed() {
    return new CertificateFormatException(
        "the private key's DEK-Info line has no IV of the right length; is it damaged?");
  }

  /** OpenSSL's EVP_BytesToKey: each block is MD5 over the previous block, passphrase and salt. */
  private static byte[] key(char[] passphrase, byte[] iv, int length) {
    ByteBuffer secret = StandardCharsets.UTF_8.encode(CharBuffer.wrap(passphrase));
    ByteBuffer key = ByteBuffer.allocate(length);
    byte[] block = {};
    MessageDigest md5 = md5();
    while (key.hasRemaining()) {
      md5.update(block);
      md5.update(secret.duplicate());
      md5.update(iv, 0, SALT_BYTES);
      block = md5.digest();
      key.put(block, 0, Math.min(block.length, key.remaining()));
    }
    while (secret.hasRemaining()) {
      secret.put((byte) 0);
    }
    return key.array();
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
