package dev.edgekeep.tls;

import dev.edgekeep.x509.cert.KeyAlgorithm;

/**
 * The kinds of server keys that a client accepts, as far as its ClientHello tells. The engine has
 * the last word; this is for servers with several certificates whose keys are elsewhere, of which
 * one must be chosen. Immutable.
 *
 * @param schemes kinds with a signature scheme that the client knows (RFC 8446 §4.2.3), as bits
 * @param suites kinds that one of its TLS 1.2 cipher suites is for, as bits
 * @param tls13 whether the client speaks TLS 1.3, where cipher suites say nothing about keys
 */
public record KeyOffer(int schemes, int suites, boolean tls13) {
  /** A client that says nothing. */
  public static final KeyOffer NONE = new KeyOffer(0, 0, false);

  private static final int RSA = 1;
  private static final int ECDSA = 2;
  private static final int ED25519 = 4;
  private static final int TLS_1_3 = 0x0304;

  /**
   * Returns whether a server can authenticate to the client with such a key.
   *
   * @param serverSpeaksTls13 whether TLS 1.3 is what the two would speak
   */
  public boolean accepts(KeyAlgorithm key, boolean serverSpeaksTls13) {
    int kind = kind(key);
    if (tls13 && serverSpeaksTls13) {
      return (schemes & kind) != 0;
    }
    boolean signs = kind == RSA || (schemes & kind) != 0;
    return signs && (suites & kind) != 0;
  }

  private static int kind(KeyAlgorithm key) {
    return switch (key) {
      case RSA -> RSA;
      case P256, P384, P521 -> ECDSA;
      case ED25519 -> ED25519;
      case RSA_PSS, OTHER_CURVE, ED448, DSA, UNKNOWN -> 0;
    };
  }

  /** Collects what a ClientHello says, in any order. */
  static final class Builder {
    private int schemes;
    private int suites;
    private boolean tls13;

    /** Adds a cipher suite; only those of TLS 1.2 that BoringSSL speaks say anything. */
    void suite(int code) {
      switch (code) {
        case 0xc009, 0xc00a, 0xc023, 0xc024, 0xc02b, 0xc02c, 0xcca9 -> suites |= ECDSA | ED25519;
        case 0xc013, 0xc014, 0xc027, 0xc028, 0xc02f, 0xc030, 0xcca8 -> suites |= RSA;
        case 0x000a, 0x002f, 0x0035, 0x003c, 0x003d, 0x009c, 0x009d -> suites |= RSA;
        default -> {}
      }
    }

    void scheme(int code) {
      switch (code) {
        case 0x0203, 0x0403, 0x0503, 0x0603 -> schemes |= ECDSA;
        case 0x0201, 0x0401, 0x0501, 0x0601, 0x0804, 0x0805, 0x0806 -> schemes |= RSA;
        case 0x0807 -> schemes |= ED25519;
        default -> {}
      }
    }

    void version(int code) {
      tls13 |= code == TLS_1_3;
    }

    KeyOffer build() {
      return new KeyOffer(schemes, suites, tls13);
    }
  }
}
