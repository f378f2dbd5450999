package dev.edgekeep.x509.ocsp;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.Extension;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.cert.KeyUsage;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.path.AlgorithmPolicy;
import dev.edgekeep.x509.path.PathResult;
import dev.edgekeep.x509.path.PathValidator;
import dev.edgekeep.x509.path.PolicyInputs;
import dev.edgekeep.x509.path.Purpose;
import dev.edgekeep.x509.path.TrustStore;
import dev.edgekeep.x509.path.TrustedCa;
import dev.edgekeep.x509.path.ValidationPolicy;
import dev.edgekeep.x509.signature.SignatureCheck;
import dev.edgekeep.x509.signature.SignatureResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a response about one certificate (RFC 6960 §3.2): it is signed by the certificate's
 * issuer, or by a responder that this issuer has certified for it (§4.2.2.2); it is about this
 * certificate; and it is of now. A revocation of the responder's own certificate is not looked for.
 * Any thread; two signature checks at most.
 */
public final class OcspCheck {
  private static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";

  /** The clocks of responder and of this machine may differ so much. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  private OcspCheck() {}

  /** A response that must not be used. The message says why, for the operator. */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  /**
   * The status of a certificate in a response.
   *
   * @throws RefusedException if the response does not determine it
   */
  public static OcspAnswer.Single verify(
      OcspAnswer answer, Certificate certificate, Certificate issuer, Instant now)
      throws RefusedException {
    OcspAnswer.Single single = find(answer, certificate, issuer);
    Instant nextUpdate = single.nextUpdate();
    if (single.thisUpdate().isAfter(now.plus(SKEW))) {
      throw new RefusedException(
          "its response is from the future (%s); check the clocks".formatted(single.thisUpdate()));
    }
    if (nextUpdate != null && nextUpdate.isBefore(now)) {
      throw new RefusedException("its response ended on " + nextUpdate);
    }
    SubjectPublicKey key = signer(answer, issuer, now);
    if (SignatureCheck.check(answer.algorithm(), answer.toBeSigned(), answer.signature(), key)
        != SignatureResult.VALID) {
      throw new RefusedException("the signature of its response does not verify");
    }
    return single;
  }

  /** Of several statuses of the certificate, one that is not good; else the last. */
  private static OcspAnswer.Single find(
      OcspAnswer answer, Certificate certificate, Certificate issuer) throws RefusedException {
    OcspAnswer.Single found = null;
    for (OcspAnswer.Single each : answer.statuses()) {
      boolean isAbout =
          each.certId().serialNumber().equals(certificate.serialNumber())
              && each.certId().isOf(issuer);
      if (isAbout && (found == null || found.status() instanceof CertificateStatus.Good)) {
        found = each;
      }
    }
    if (found == null) {
      throw new RefusedException(
          "its response is not about the certificate with serial number "
              + certificate.serialNumber());
    }
    return found;
  }

  private static SubjectPublicKey signer(OcspAnswer answer, Certificate issuer, Instant now)
      throws RefusedException {
    if (isResponder(answer, issuer)) {
      return issuer.subjectPublicKey();
    }
    for (Certificate certificate : answer.certificates()) {
      if (isResponder(answer, certificate)) {
        String fault = fault(certificate, issuer, now);
        if (fault != null) {
          throw new RefusedException(
              "its response is signed by %s, which must not sign for %s: %s"
                  .formatted(certificate.subject(), issuer.subject(), fault));
        }
        return certificate.subjectPublicKey();
      }
    }
    throw new RefusedException(
        "its response is neither signed by %s nor has the certificate of a responder of it"
            .formatted(issuer.subject()));
  }

  private static boolean isResponder(OcspAnswer answer, Certificate candidate) {
    Name name = answer.responderName();
    Slice keyHash = answer.responderKeyHash();
    return keyHash == null
        ? name != null && candidate.subject().equals(name)
        : keyHash.equals(
            Slice.of(Fingerprint.sha1(candidate.subjectPublicKey().keyBits()).bytes()));
  }

  /** The reason why a certificate is none of a responder that the issuer has certified; or null. */
  private static @Nullable String fault(Certificate responder, Certificate issuer, Instant now) {
    List<String> purposes = responder.extendedKeyUsage();
    if (purposes == null || !purposes.contains(OCSP_SIGNING)) {
      return "its extended key usage does not include OCSPSigning";
    }
    KeyUsage usage = responder.keyUsage();
    if (usage != null && !usage.digitalSignature()) {
      return "its key usage does not allow signatures";
    }
    TrustedCa ca = new TrustedCa("issuer", List.of(issuer), List.of(), List.of(), SerialSet.EMPTY);
    PathResult result =
        PathValidator.validate(List.of(responder), TrustStore.of(List.of(ca)), responders(now));
    return result instanceof PathResult.Refused refused ? refused.sentence() : null;
  }

  private static ValidationPolicy responders(Instant now) {
    return new ValidationPolicy(
        Purpose.ANY, now, 0, false, List.of(), PolicyInputs.DEFAULT, AlgorithmPolicy.TLS);
  }

  /** Returns whether clients may demand a stapled response: TLS feature (RFC 7633). */
  public static boolean mustStaple(Certificate certificate) {
    return certificate.extension(Extension.TLS_FEATURE) != null;
  }
}
