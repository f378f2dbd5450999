package dev.edgekeep.tls.boringssl;

import dev.edgekeep.x509.path.Verdict;
import io.netty.internal.tcnative.CertificateVerifier;

/** What a native certificate verifier answers. */
public final class VerifyCode {
  private VerifyCode() {}

  /**
   * The code that BoringSSL turns into the verdict's alert (RFC 8446 §6.2).
   *
   * @param verdict about a chain, and not {@link Verdict#VERIFIED}
   */
  public static int of(Verdict verdict) {
    return switch (verdict.alert()) {
      case UNKNOWN_CA -> CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
      case CERTIFICATE_EXPIRED -> CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED;
      case CERTIFICATE_REVOKED -> CertificateVerifier.X509_V_ERR_CERT_REVOKED;
      case UNSUPPORTED_CERTIFICATE -> CertificateVerifier.X509_V_ERR_INVALID_PURPOSE;
      case BAD_CERTIFICATE -> CertificateVerifier.X509_V_ERR_CERT_REJECTED;
      case CERTIFICATE_UNKNOWN -> CertificateVerifier.X509_V_ERR_CRL_PATH_VALIDATION_ERROR;
      // Of a verdict about a chain, never so: there is no chain, or nothing is wrong with it.
      case CERTIFICATE_REQUIRED -> CertificateVerifier.X509_V_ERR_UNSPECIFIED;
      case null -> CertificateVerifier.X509_V_ERR_UNSPECIFIED;
    };
  }
}
