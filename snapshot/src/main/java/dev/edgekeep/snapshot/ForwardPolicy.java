package dev.edgekeep.snapshot;

import java.util.Set;

/**
 * What the edge tells the origin about the client.
 *
 * @param clientCertificate the headers that carry the client certificate
 * @param clientAddress the header that the client's address is appended to
 */
public record ForwardPolicy(Set<CertificateHeader> clientCertificate, String clientAddress) {
  public static final ForwardPolicy DEFAULT = new ForwardPolicy(Set.of(), "X-Forwarded-For");

  /** A way to speak of the client certificate. */
  public enum CertificateHeader {
    /** {@code Client-Cert} and {@code Client-Cert-Chain} (RFC 9440). */
    RFC9440,
    /** Envoy's {@code X-Forwarded-Client-Cert}. */
    XFCC,
    /** {@code Edgekeep-Client-Verdict}. */
    VERDICT
  }
}
