package dev.edgekeep.snapshot;

import dev.edgekeep.config.network.AddressRange;
import java.net.InetAddress;
import java.util.List;

/**
 * Balancers that have done the TLS handshake with the client, and pass its certificate on in a
 * header. Each request from them is judged by the certificate of its own header, and by nothing
 * that the balancer itself presents. Immutable.
 *
 * @param trust the addresses of the balancers; not empty
 */
public record FromHeader(List<AddressRange> trust, Format format) {
  /** The header that carries the certificate. */
  public enum Format {
    /** {@code Client-Cert} and {@code Client-Cert-Chain} (RFC 9440). */
    RFC9440,
    /** {@code X-Forwarded-Client-Cert}, as Envoy sends it. */
    XFCC,
    /** {@code X-Amzn-Mtls-Clientcert}, as AWS's application load balancers pass it through. */
    ALB
  }

  public FromHeader {
    trust = List.copyOf(trust);
    if (trust.isEmpty()) {
      throw new IllegalArgumentException("certificates in headers are trusted from no address");
    }
  }

  /**
   * Returns whether the sender of requests may pass on certificates.
   *
   * @param peer of the TCP connection
   * @param source the sender that a PROXY protocol header names; otherwise the peer
   */
  public boolean isTrusted(InetAddress peer, InetAddress source) {
    return AddressRange.anyContains(trust, peer)
        && (source.equals(peer) || AddressRange.anyContains(trust, source));
  }
}
