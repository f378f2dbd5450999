package dev.edgekeep.edge.ocsp;

import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.config.network.HttpUrl;
import dev.edgekeep.edge.fetch.FetchRequest;
import dev.edgekeep.x509.cert.AuthorityAccess;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.ocsp.CertId;
import dev.edgekeep.x509.ocsp.OcspAnswer;
import dev.edgekeep.x509.ocsp.OcspRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A question about one certificate. Immutable.
 *
 * @param forbidden addresses that a responder must not have
 */
record OcspQuestion(
    HttpUrl responder, ForbiddenAddresses forbidden, Certificate certificate, Certificate issuer) {
  /** The first HTTP URL of a responder that a certificate names; null when there is none. */
  static @Nullable HttpUrl responderOf(Certificate certificate) {
    return AuthorityAccess.ocspResponders(certificate).stream()
        .map(HttpUrl::parseOrNull)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /**
   * The request (RFC 6960 appendix A.1). Without a nonce: few responders repeat one, and those that
   * sign in advance cannot. An old response is refused by its times, and by those of a newer one.
   */
  FetchRequest request(Duration timeout) {
    return new FetchRequest(
        responder,
        forbidden,
        Map.of("content-type", "application/ocsp-request", "accept", "application/ocsp-response"),
        OcspRequest.encode(CertId.of(certificate, issuer)),
        OcspAnswer.MAX_BYTES,
        timeout);
  }
}
