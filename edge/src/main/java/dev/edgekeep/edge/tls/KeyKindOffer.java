package dev.edgekeep.edge.tls;

import dev.edgekeep.snapshot.KeyKind;
import dev.edgekeep.snapshot.TlsPolicy;
import java.util.EnumSet;
import java.util.Set;

/**
 * The kinds of server keys that a client can take, as far as its ClientHello tells. BoringSSL has
 * the last word; this is for hosts with several certificates on key servers, of which it takes one.
 *
 * @param byScheme kinds with a signature scheme that the client knows (RFC 8446 §4.2.3)
 * @param bySuite kinds that a cipher suite of TLS 1.2 is for
 * @param tls13 whether the client speaks TLS 1.3, where suites say nothing of keys
 */
record KeyKindOffer(Set<KeyKind> byScheme, Set<KeyKind> bySuite, boolean tls13) {
  private static final int TLS_1_3 = 0x0304;

  /** Whether a host of this policy can prove itself to the client with such a key. */
  boolean takes(KeyKind kind, TlsPolicy policy) {
    if (tls13 && policy.maxVersion() == TlsPolicy.Version.TLS_1_3) {
      return byScheme.contains(kind);
    }
    boolean signs = byScheme.contains(kind) || kind == KeyKind.RSA;
    return signs && bySuite.contains(kind);
  }

  /** Gathers what a ClientHello says, in the order in which it says it. */
  static final class Builder {
    private final Set<KeyKind> schemes = EnumSet.noneOf(KeyKind.class);
    private final Set<KeyKind> suites = EnumSet.noneOf(KeyKind.class);
    private boolean tls13;

    /** Of the TLS 1.2 suites that BoringSSL speaks. */
    void suite(int code) {
      switch (code) {
        case 0xc009, 0xc00a, 0xc023, 0xc024, 0xc02b, 0xc02c, 0xcca9 -> {
          suites.add(KeyKind.ECDSA);
          suites.add(KeyKind.ED25519);
        }
        case 0xc013, 0xc014, 0xc027, 0xc028, 0xc02f, 0xc030, 0xcca8 -> suites.add(KeyKind.RSA);
        case 0x000a, 0x002f, 0x0035, 0x003c, 0x003d, 0x009c, 0x009d -> suites.add(KeyKind.RSA);
        default -> {}
      }
    }

    void scheme(int code) {
      switch (code) {
        case 0x0203, 0x0403, 0x0503, 0x0603 -> schemes.add(KeyKind.ECDSA);
        case 0x0201, 0x0401, 0x0501, 0x0601, 0x0804, 0x0805, 0x0806 -> schemes.add(KeyKind.RSA);
        case 0x0807 -> schemes.add(KeyKind.ED25519);
        default -> {}
      }
    }

    void version(int code) {
      tls13 |= code == TLS_1_3;
    }

    KeyKindOffer build() {
      return new KeyKindOffer(Set.copyOf(schemes), Set.copyOf(suites), tls13);
    }
  }
}
