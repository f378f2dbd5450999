package dev.edgekeep.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The signature schemes with which a server authenticates (RFC 8446 §4.2.3). */
public enum SignatureScheme {
  /** TLS 1.1 and older. */
  RSA_PKCS1_MD5_SHA1(0xff01, Algorithm.RSA_PKCS1, "MD5SHA1"),
  RSA_PKCS1_SHA1(0x0201, Algorithm.RSA_PKCS1, "SHA-1"),
  RSA_PKCS1_SHA256(0x0401, Algorithm.RSA_PKCS1, "SHA-256"),
  RSA_PKCS1_SHA384(0x0501, Algorithm.RSA_PKCS1, "SHA-384"),
  RSA_PKCS1_SHA512(0x0601, Algorithm.RSA_PKCS1, "SHA-512"),
  RSA_PSS_RSAE_SHA256(0x0804, Algorithm.RSA_PSS, "SHA-256"),
  RSA_PSS_RSAE_SHA384(0x0805, Algorithm.RSA_PSS, "SHA-384"),
  RSA_PSS_RSAE_SHA512(0x0806, Algorithm.RSA_PSS, "SHA-512"),
  ECDSA_SHA1(0x0203, Algorithm.ECDSA, "SHA-1"),
  ECDSA_SECP256R1_SHA256(0x0403, Algorithm.ECDSA, "SHA-256"),
  ECDSA_SECP384R1_SHA384(0x0503, Algorithm.ECDSA, "SHA-384"),
  ECDSA_SECP521R1_SHA512(0x0603, Algorithm.ECDSA, "SHA-512"),
  ED25519(0x0807, Algorithm.ED25519, "");

  private static final SignatureScheme[] ALL = values();

  private final int code;
  private final Algorithm algorithm;
  private final String digest;
  private final String signature;

  /** The algorithm of a scheme, apart from its digest. */
  public enum Algorithm {
    RSA_PKCS1,
    RSA_PSS,
    ECDSA,
    /** Hashes the message itself. */
    ED25519
  }

  SignatureScheme(int code, Algorithm algorithm, String digest) {
    this.code = code;
    this.algorithm = algorithm;
    this.digest = digest;
    this.signature =
        switch (algorithm) {
          case RSA_PKCS1 -> digest.replace("-", "") + "withRSA";
          case RSA_PSS -> "RSASSA-PSS";
          case ECDSA -> digest.replace("-", "") + "withECDSA";
          case ED25519 -> "Ed25519";
        };
  }

  /** The scheme with a number; null when there is none here. */
  public static @Nullable SignatureScheme of(int code) {
    for (SignatureScheme scheme : ALL) {
      if (scheme.code == code) {
        return scheme;
      }
    }
    return null;
  }

  public Algorithm algorithm() {
    return algorithm;
  }

  /** The name of the digest in the JCA; empty for Ed25519. */
  String digest() {
    return digest;
  }

  /** The name of the signature algorithm in the JCA. */
  String signature() {
    return signature;
  }

  /**
   * The input of the private-key operation: the message's digest, or the message where the
   * algorithm hashes it itself.
   */
  public byte[] input(byte[] message) {
    return switch (this) {
      case ED25519 -> message;
      case RSA_PKCS1_MD5_SHA1 -> md5Sha1(message);
      default -> digest(digest, message);
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
