package dev.edgekeep.snapshot;

import dev.edgekeep.x509.cert.Certificate;
import java.util.Optional;

/** The kinds of server keys that a client's offer chooses among. */
public enum KeyKind {
  RSA("RSA"),
  ECDSA("ECDSA"),
  ED25519("Ed25519");

  private final String label;

  KeyKind(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /** The kind of a certificate's key; empty when such a key cannot be served with. */
  public static Optional<KeyKind> of(Certificate certificate) {
    return switch (certificate.subjectPublicKey().type()) {
      case RSA -> Optional.of(RSA);
      case P256, P384, P521 -> Optional.of(ECDSA);
      case ED25519 -> Optional.of(ED25519);
      case RSA_PSS, OTHER_CURVE, ED448, DSA, UNKNOWN -> Optional.empty();
    };
  }
}
