package dev.edgekeep.edge.tls;

import dev.edgekeep.keyless.Opcode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The signature schemes that BoringSSL asks for by number (RFC 8446 §4.2.3), and how a key server
 * is asked for each.
 */
enum SignatureScheme {
  RSA_PKCS1_MD5_SHA1(0xff01, Opcode.RSA_SIGN_MD5SHA1),
  RSA_PKCS1_SHA1(0x0201, Opcode.RSA_SIGN_SHA1),
  RSA_PKCS1_SHA256(0x0401, Opcode.RSA_SIGN_SHA256),
  RSA_PKCS1_SHA384(0x0501, Opcode.RSA_SIGN_SHA384),
  RSA_PKCS1_SHA512(0x0601, Opcode.RSA_SIGN_SHA512),
  RSA_PSS_RSAE_SHA256(0x0804, Opcode.RSA_PSS_SIGN_SHA256),
  RSA_PSS_RSAE_SHA384(0x0805, Opcode.RSA_PSS_SIGN_SHA384),
  RSA_PSS_RSAE_SHA512(0x0806, Opcode.RSA_PSS_SIGN_SHA512),
  ECDSA_SHA1(0x0203, Opcode.ECDSA_SIGN_SHA1),
  ECDSA_SECP256R1_SHA256(0x0403, Opcode.ECDSA_SIGN_SHA256),
  ECDSA_SECP384R1_SHA384(0x0503, Opcode.ECDSA_SIGN_SHA384),
  ECDSA_SECP521R1_SHA512(0x0603, Opcode.ECDSA_SIGN_SHA512),
  ED25519(0x0807, Opcode.ED25519_SIGN);

  private static final SignatureScheme[] ALL = values();

  private final int code;
  private final Opcode opcode;

  SignatureScheme(int code, Opcode opcode) {
    this.code = code;
    this.opcode = opcode;
  }

  /** The scheme of a number; null for one that no key server is asked for. */
  static @Nullable SignatureScheme of(int code) {
    for (SignatureScheme scheme : ALL) {
      if (scheme.code == code) {
        return scheme;
      }
    }
    return null;
  }

  Opcode opcode() {
    return opcode;
  }

  /**
   * What a key server signs: the message's digest, or the message where the scheme hashes itself.
   */
  byte[] payload(byte[] message) {
    return switch (opcode.digest()) {
      case NONE -> message;
      case MD5SHA1 -> md5Sha1(message);
      case SHA1 -> digest("SHA-1", message);
      case SHA224 -> digest("SHA-224", message);
      case SHA256 -> digest("SHA-256", message);
      case SHA384 -> digest("SHA-384", message);
      case SHA512 -> digest("SHA-512", message);
    };
  }

  private static byte[] md5Sha1(byte[] message) {
    byte[] both = new byte[36];
    System.arraycopy(digest("MD5", message), 0, both, 0, 16);
    System.arraycopy(digest("SHA-1", message), 0, both, 16, 20);
    return both;
  }

  private static byte[] digest(String algorithm, byte[] message) {
    try {
      return MessageDigest.getInstance(algorithm).digest(message);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
