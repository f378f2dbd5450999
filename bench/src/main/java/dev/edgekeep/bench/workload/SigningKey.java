package dev.edgekeep.bench.workload;

import dev.edgekeep.bench.peers.Credential;
import dev.edgekeep.bench.peers.Credentials;

/** The key types that a key server signs with. */
enum SigningKey {
  RSA_2048("RSA-2048", "rsa2048"),
  P_256("P-256", "ecdsap256"),
  ED25519("Ed25519", "ed25519");

  private final String label;
  private final String openssl;

  SigningKey(String label, String openssl) {
    this.label = label;
    this.openssl = openssl;
  }

  /** The name for people. */
  String label() {
    return label;
  }

  /** The name in {@code openssl speed}. */
  String openssl() {
    return openssl;
  }

  Credential of(Credentials credentials) {
    return switch (this) {
      case RSA_2048 -> credentials.rsa();
      case P_256 -> credentials.p256();
      case ED25519 -> credentials.ed25519();
    };
  }
}
