package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.util.List;

/**
 * A certificate request (PKCS#10, RFC 2986).
 *
 * @param toBeSigned the signed part
 * @param subjectAltNames from the requested extensions; empty if there are none
 * @param extensions all requested extensions, in order; each known one is well-formed
 */
public record CertificateRequest(
    Slice toBeSigned,
    AlgorithmIdentifier signatureAlgorithm,
    Slice signature,
    Name subject,
    SubjectPublicKey publicKey,
    List<GeneralName> subjectAltNames,
    List<Extension> extensions) {
  private static final String EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
  private static final String PART = "certificationRequestInfo";

  /**
   * Parses a DER-encoded request.
   *
   * @throws CertificateFormatException if it is malformed; the message says what is wrong, and
   *     where
   */
  public static CertificateRequest parse(byte[] der) throws CertificateFormatException {
    try {
      return read(SignedElement.read(der.clone(), "certificate request", PART));
    } catch (DerException e) {
      throw CertificateFormatException.in("certificate request", e);
    }
  }

  private static CertificateRequest read(SignedElement signed) {
    AlgorithmIdentifier algorithm =
        AlgorithmIdentifier.read(signed.algorithm().reader(), "signatureAlgorithm");
    DerReader in = signed.content().reader().sequence(PART);
    in.smallInteger(Tag.INTEGER, "version");
    Name subject = Name.read(in, "subject");
    SubjectPublicKey key = SubjectPublicKey.read(in);
    Extensions requested = Extensions.NONE;
    if (in.hasMore()) {
      requested = requested(in.enter(Tag.contextConstructed(0), "attributes"));
    }
    in.end(PART);
    return new CertificateRequest(
        signed.content(),
        algorithm,
        signed.signature(),
        subject,
        key,
        requested.subjectAltNames,
        requested.all);
  }

  private static Extensions requested(DerReader attributes) {
    Extensions requested = Extensions.NONE;
    while (attributes.hasMore()) {
      DerReader attribute = attributes.sequence("attribute");
      String type = attribute.oid("attribute type");
      DerReader values = attribute.enter(Tag.SET, "attribute values");
      if (type.equals(EXTENSION_REQUEST)) {
        requested = Extensions.read(values);
      }
    }
    return requested;
  }

  /** The requested purposes as dotted OIDs; empty if there are none. */
  public List<String> extendedKeyUsage() {
    List<String> purposes = requested().extendedKeyUsage;
    return purposes == null ? List.of() : purposes;
  }

  /** The requested key usage; no bits if there is none. */
  public KeyUsage keyUsage() {
    KeyUsage usage = requested().keyUsage;
    return usage == null ? new KeyUsage(0) : usage;
  }

  /** Returns whether a CA certificate is requested. */
  public boolean isCa() {
    BasicConstraints constraints = requested().basicConstraints;
    return constraints != null && constraints.ca();
  }

  private Extensions requested() {
    return extensions.isEmpty()
        ? Extensions.NONE
        : Extensions.read(DerReader.of(Extension.encodeAll(extensions)));
  }
}
