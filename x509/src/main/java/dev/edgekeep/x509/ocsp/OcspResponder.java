package dev.edgekeep.x509.ocsp;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.Extension;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.der.DerWriter;
import dev.edgekeep.x509.der.Tag;
import dev.edgekeep.x509.issue.CertificateIssuer;
import dev.edgekeep.x509.signature.CertificateSigner;
import dev.edgekeep.x509.signature.SigningException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * Signs answers: with the key of the CA that has issued what is asked about, or with that of a
 * responder which the CA has certified for it (RFC 6960 §4.2.2.2). Immutable; any thread; signing
 * may block as long as the key takes.
 */
public final class OcspResponder {
  private static final String BASIC = "1.3.6.1.5.5.7.48.1.1";
  private static final byte[] SUCCESSFUL = DerWriter.element(Tag.ENUMERATED, new byte[] {0});

  private final CertificateSigner signer;
  private final Certificate certificate;

  private OcspResponder(CertificateSigner signer, Certificate certificate) {
    this.signer = signer;
    this.certificate = certificate;
  }

  /**
   * The CA itself answers. Its certificate goes with every answer: not all clients look for the
   * signer's among those of the chain.
   *
   * @throws IllegalArgumentException when it has no certificate yet
   */
  public static OcspResponder of(CertificateIssuer issuer) {
    Certificate certificate = issuer.certificate();
    if (certificate == null) {
      throw new IllegalArgumentException(issuer.name() + " has no certificate yet");
    }
    return new OcspResponder(issuer.signer(), certificate);
  }

  /**
   * A responder answers for its issuer; its certificate goes with every answer.
   *
   * @throws IllegalArgumentException when the key is another one than the certificate's
   */
  public static OcspResponder delegated(Certificate responder, CertificateSigner signer) {
    if (!responder.subjectPublicKey().equals(signer.publicKey())) {
      throw new IllegalArgumentException("the key is not that of " + responder.subject());
    }
    return new OcspResponder(signer, responder);
  }

  /**
   * Answers everything that is asked.
   *
   * @param thisUpdate when what is said was known to be right: now, as a rule
   * @param nextUpdate until when the answer may be kept
   * @throws SigningException when the key cannot be used; the answer is {@link OcspError#TRY_LATER}
   */
  public byte[] answer(
      OcspRequest request,
      Instant thisUpdate,
      Instant nextUpdate,
      Function<CertId, CertificateStatus> statuses)
      throws SigningException {
    byte[][] answers =
        request.certIds().stream()
            .map(id -> single(id, statuses.apply(id), thisUpdate, nextUpdate))
            .toArray(byte[][]::new);
    byte[] data =
        DerWriter.sequence(
            DerWriter.explicit(2, DerWriter.octetString(keyHash())),
            DerWriter.generalizedTime(thisUpdate.getEpochSecond()),
            DerWriter.sequence(answers),
            extensions(request));
    return successful(basicResponse(data));
  }

  private byte[] keyHash() {
    return Fingerprint.sha1(signer.publicKey().keyBits()).bytes();
  }

  private static byte[] single(
      CertId id, CertificateStatus status, Instant thisUpdate, Instant nextUpdate) {
    return DerWriter.sequence(
        id.encoded().toBytes(),
        status.encoded(),
        DerWriter.generalizedTime(thisUpdate.getEpochSecond()),
        DerWriter.explicit(0, DerWriter.generalizedTime(nextUpdate.getEpochSecond())));
  }

  /** The nonce comes back, so that nobody passes off an old answer as this one (§4.4.1). */
  private static byte[] extensions(OcspRequest request) {
    if (request.nonce() == null) {
      return new byte[0];
    }
    byte[] nonce = DerWriter.octetString(request.nonce().toBytes());
    Extension extension = Extension.of(OcspRequest.NONCE, false, nonce);
    return DerWriter.explicit(1, Extension.encodeAll(List.of(extension)));
  }

  private byte[] basicResponse(byte[] data) throws SigningException {
    byte[] signature = signer.sign(data);
    byte[] certificates = DerWriter.explicit(0, DerWriter.sequence(certificate.der()));
    return DerWriter.sequence(
        data, signer.algorithm().encoded(), DerWriter.bitString(signature), certificates);
  }

  private static byte[] successful(byte[] basicResponse) {
    byte[] bytes = DerWriter.sequence(DerWriter.oid(BASIC), DerWriter.octetString(basicResponse));
    return DerWriter.sequence(SUCCESSFUL, DerWriter.explicit(0, bytes));
  }
}
