package dev.edgekeep.x509.issue;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.signature.SignatureCheck;
import dev.edgekeep.x509.signature.SignatureResult;
import dev.edgekeep.x509.signature.SigningException;

/** A certificate that has nothing against it, and may be signed. Immutable. */
public final class LintedCertificate {
  private final CertificateIssuer issuer;
  private final byte[] toBeSigned;

  /** Only a lint without findings leads here. */
  LintedCertificate(CertificateIssuer issuer, byte[] toBeSigned) {
    this.issuer = issuer;
    this.toBeSigned = toBeSigned;
  }

  /**
   * Signs exactly what was linted, and checks the signature before it is given away: a faulty one
   * can betray the key.
   *
   * @throws SigningException when the issuer's key cannot be used, or signs wrongly
   */
  public Certificate sign() throws SigningException {
    byte[] signature = issuer.signer().sign(toBeSigned);
    try {
      Certificate signed =
          Certificate.parse(PreparedCertificate.assembled(issuer, toBeSigned, signature));
      requireValid(signed);
      return signed;
    } catch (CertificateFormatException e) {
      throw new SigningException("what was signed cannot be read", e);
    }
  }

  private void requireValid(Certificate signed) throws SigningException {
    SignatureResult result =
        SignatureCheck.check(
            signed.signatureAlgorithm(),
            signed.toBeSigned(),
            signed.signature(),
            issuer.signer().publicKey());
    if (result != SignatureResult.VALID) {
      throw new SigningException("the signature does not verify: " + result);
    }
  }
}
