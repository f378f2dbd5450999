package dev.edgekeep.x509.issue;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.der.DerWriter;
import java.util.List;

/** A certificate that was encoded but not yet linted. Immutable. */
public final class PreparedCertificate {
  private final CertificateIssuer issuer;
  private final CertificateProfile profile;
  private final CertificateTemplate template;
  private final byte[] toBeSigned;

  PreparedCertificate(
      CertificateIssuer issuer, CertificateProfile profile, CertificateTemplate template) {
    this.issuer = issuer;
    this.profile = profile;
    this.template = template;
    this.toBeSigned = ToBeSigned.encode(issuer, profile, template);
  }

  /**
   * Parses the encoding and checks it against its profile and RFC 5280.
   *
   * @throws LintException with all violations
   */
  public LintedCertificate lint() throws LintException {
    List<String> findings = Lint.findings(unsigned(), issuer, profile, template);
    if (!findings.isEmpty()) {
      throw new LintException(findings);
    }
    return new LintedCertificate(issuer, toBeSigned);
  }

  /** The certificate with an empty signature: complete for parsing, and useless otherwise. */
  private Certificate unsigned() throws LintException {
    try {
      return Certificate.parse(assembled(issuer, toBeSigned, new byte[0]));
    } catch (CertificateFormatException e) {
      throw new LintException(List.of(String.valueOf(e.getMessage())));
    }
  }

  static byte[] assembled(CertificateIssuer issuer, byte[] toBeSigned, byte[] signature) {
    byte[] algorithm = issuer.signer().algorithm().encoded();
    return DerWriter.sequence(toBeSigned, algorithm, DerWriter.bitString(signature));
  }
}
