package dev.edgekeep.tls;

import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.x509.cert.Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with which a server or a client authenticates.
 *
 * @param chain leaf first, in order; not empty
 * @param key the leaf's private key
 * @param ocspResponse a DER-encoded OCSP response that a server staples (RFC 6066 §8); null for
 *     none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Credential(List<Certificate> chain, Key key, byte @Nullable [] ocspResponse) {
  public Credential(List<Certificate> chain, Key key, byte @Nullable [] ocspResponse) {
    this.chain = List.copyOf(chain);
    this.key = key;
    this.ocspResponse = ocspResponse;
  }

  /** A certificate without an OCSP response. */
  public Credential(List<Certificate> chain, Key key) {
    this(chain, key, null);
  }

  /** Where the private key is. */
  public sealed interface Key {
    /** In this process. */
    record Held(PrivateKeyDer key) implements Key {}

    /** Elsewhere, to be asked for each operation. */
    record Remote(RemoteKey key) implements Key {}
  }

  public Certificate leaf() {
    return chain.getFirst();
  }

  /** The DER encodings of the chain, leaf first. */
  public List<byte[]> encodedChain() {
    return chain.stream().map(Certificate::der).toList();
  }
}
