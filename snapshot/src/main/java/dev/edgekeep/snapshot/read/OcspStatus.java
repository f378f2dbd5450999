package dev.edgekeep.snapshot.read;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.security.MessageDigest;
import java.time.Instant;

/**
 * The status of one certificate in an OCSP response (RFC 6960 §4.2.1).
 *
 * @param nextUpdate {@link Instant#MAX} when the response does not say
 */
record OcspStatus(boolean good, Instant nextUpdate) {
  private static final int ENUMERATED = 0x0a;
  private static final String BASIC = "1.3.6.1.5.5.7.48.1.1";

  /**
   * Reads the part about {@code certificate}. The signature is for the clients to check.
   *
   * @throws CertificateFormatException when there is no such part
   */
  static OcspStatus read(byte[] der, Certificate certificate) throws CertificateFormatException {
    DerReader outer = DerReader.of(der);
    DerReader response = outer.sequence("OCSP response");
    outer.end("the OCSP response");
    Slice status = response.content(ENUMERATED, "responseStatus");
    if (status.length() != 1 || status.at(0) != 0) {
      throw new CertificateFormatException(
          "this is an OCSP responder's refusal (status %s) and not a response".formatted(status));
    }
    DerReader bytes =
        response.enter(Tag.contextConstructed(0), "responseBytes").sequence("responseBytes");
    if (!bytes.oid("responseType").equals(BASIC)) {
      throw new CertificateFormatException("the OCSP response is not of the basic type");
    }
    DerReader basic =
        bytes.content(Tag.OCTET_STRING, "response").reader().sequence("basic response");
    return find(responses(basic.sequence("tbsResponseData")), certificate);
  }

  private static DerReader responses(DerReader data) {
    if (data.nextIs(Tag.contextConstructed(0))) {
      data.element("version");
    }
    data.element("responderID");
    data.element("producedAt");
    return data.sequence("responses");
  }

  private static OcspStatus find(DerReader responses, Certificate certificate)
      throws CertificateFormatException {
    while (responses.hasMore()) {
      DerReader single = responses.sequence("response");
      boolean found = isFor(single.sequence("certID"), certificate);
      boolean good = single.peekTag() == Tag.context(0);
      single.element("certStatus");
      single.time("thisUpdate");
      Instant nextUpdate = Instant.MAX;
      if (single.nextIs(Tag.contextConstructed(0))) {
        DerReader next = single.enter(Tag.contextConstructed(0), "nextUpdate");
        nextUpdate = Instant.ofEpochSecond(next.time("nextUpdate"));
      }
      if (found) {
        return new OcspStatus(good, nextUpdate);
      }
    }
    throw new CertificateFormatException(
        "the OCSP response is not about this certificate (serial %s)"
            .formatted(certificate.serialNumber()));
  }

  private static boolean isFor(DerReader id, Certificate certificate) {
    String algorithm = id.sequence("hashAlgorithm").oid("hashAlgorithm");
    byte[] issuer = id.content(Tag.OCTET_STRING, "issuerNameHash").toBytes();
    id.content(Tag.OCTET_STRING, "issuerKeyHash");
    Slice serial = id.integerOctets(Tag.INTEGER, "serialNumber");
    return serial.equals(certificate.serialOctets())
        && switch (algorithm) {
          case "1.3.14.3.2.26" -> same(issuer, Fingerprint.sha1(certificate.issuer().encoded()));
          case "2.16.840.1.101.3.4.2.1" ->
              same(issuer, Fingerprint.sha256(certificate.issuer().encoded()));
          default -> true;
        };
  }

  private static boolean same(byte[] hash, Fingerprint fingerprint) {
    return MessageDigest.isEqual(hash, fingerprint.bytes());
  }
}
