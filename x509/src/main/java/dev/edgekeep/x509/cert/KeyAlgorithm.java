package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import org.jspecify.annotations.Nullable;

/** The algorithm of a public key. */
public enum KeyAlgorithm {
  RSA("RSA", 0, "RSA"),
  RSA_PSS("RSASSA-PSS", 0, "RSASSA-PSS"),
  P256("ECDSA P-256", 256, "EC"),
  P384("ECDSA P-384", 384, "EC"),
  P521("ECDSA P-521", 521, "EC"),
  /** Another named curve, or explicit parameters. */
  OTHER_CURVE("ECDSA over another curve", 0, null),
  ED25519("Ed25519", 256, "Ed25519"),
  ED448("Ed448", 448, "Ed448"),
  DSA("DSA", 0, "DSA"),
  UNKNOWN("unknown", 0, null);

  private final String label;
  private final int bits;
  private final @Nullable String keyFactory;

  KeyAlgorithm(String label, int bits, @Nullable String keyFactory) {
    this.label = label;
    this.bits = bits;
    this.keyFactory = keyFactory;
  }

  public String label() {
    return label;
  }

  int bits() {
    return bits;
  }

  /** The name of the Java key factory; null if such keys are not supported. */
  @Nullable String keyFactory() {
    return keyFactory;
  }

  static KeyAlgorithm of(AlgorithmIdentifier algorithm) {
    return switch (algorithm.oid()) {
      case "1.2.840.113549.1.1.1" -> RSA;
      case "1.2.840.113549.1.1.10" -> RSA_PSS;
      case "1.2.840.10045.2.1" -> curve(algorithm.parameters());
      case "1.3.101.112" -> ED25519;
      case "1.3.101.113" -> ED448;
      case "1.2.840.10040.4.1" -> DSA;
      default -> UNKNOWN;
    };
  }

  private static KeyAlgorithm curve(@Nullable Slice parameters) {
    if (parameters == null || parameters.at(0) != Tag.OID) {
      return OTHER_CURVE;
    }
    try {
      return switch (parameters.reader().oid("curve")) {
        case "1.2.840.10045.3.1.7" -> P256;
        case "1.3.132.0.34" -> P384;
        case "1.3.132.0.35" -> P521;
        default -> OTHER_CURVE;
      };
    } catch (DerException e) {
      return OTHER_CURVE;
    }
  }
}
