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
 * Signs responses, with the key of the CA that issued the certificates or of a responder that the
 * CA has certified for this purpose (RFC 6960 §4.2.2.2). Immutable; any thread; signing may block
 * as long as the key needs.
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
   * A responder with the CA's own key. The CA's certificate is part of every response, because not
   * all clients look for the signer in the chain.
   *
   * @throws IllegalArgumentException if it has no certificate yet
   */
  public static OcspResponder of(CertificateIssuer issuer) {
    Certificate certificate = issuer.certificate();
    if (certificate == null) {
      throw new IllegalArgumentException(issuer.name() + " has no certificate yet");
    }
    return new OcspResponder(issuer.signer(), certificate);
  }

  /**
   * A delegated responder of an issuer; its certificate is part of every response.
   *
   * @throws IllegalArgumentException if the key does not match the certificate
   */
  public static OcspResponder delegated(Certificate responder, CertificateSigner signer) {
    if (!responder.subjectPublicKey().equals(signer.publicKey())) {
      throw new IllegalArgumentException("the key is not that of " + responder.subject());
    }
    return new OcspResponder(signer, responder);
  }

  /**
   * Answers all parts of a request.
   *
   * @param thisUpdate the time at which the status was known to be correct, usually now
   * @param nextUpdate the time until which the response may be cached
   * @throws SigningException if the key cannot be used; the response is then {@link
   *     OcspError#TRY_LATER}
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

  /** The nonce is returned, so that an old response cannot be replayed (§4.4.1). */
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
