package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.util.List;

/** Client keys that an edge's handshake does not accept although the path is valid. */
public final class ClientKeys {
  private ClientKeys() {}

  /** Warnings about a key, for issuing or verifying a certificate with it; usually none. */
  public static List<String> warnings(SubjectPublicKey key) {
    return switch (key.type()) {
      case P521 ->
          List.of(
              "a client with a P-521 key can sign TLS 1.2 handshakes with an edge, but none of TLS"
                  + " 1.3; use P-256 or P-384");
      case ED25519, ED448, RSA_PSS ->
          List.of(
              "no client can present a certificate with an %s key to an edge: the handshake is"
                      .formatted(key.type().label())
                  + " treated as one without a certificate; use P-256, P-384 or RSA");
      default -> List.of();
    };
  }
}
