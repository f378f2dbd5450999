package dev.edgekeep.x509.issue;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.signature.SignatureCheck;
import dev.edgekeep.x509.signature.SignatureResult;
import dev.edgekeep.x509.signature.SigningException;

/** A certificate that passed the lint, and may be signed. Immutable. */
public final class LintedCertificate {
  private final CertificateIssuer issuer;
  private final byte[] toBeSigned;

  /** Called only after a lint without findings. */
  LintedCertificate(CertificateIssuer issuer, byte[] toBeSigned) {
    this.issuer = issuer;
    this.toBeSigned = toBeSigned;
  }

  /**
   * Signs exactly the linted bytes, and verifies the signature before it is released, because a
   * faulty signature can reveal the key.
   *
   * @throws SigningException if the issuer's key cannot be used, or signs incorrectly
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
