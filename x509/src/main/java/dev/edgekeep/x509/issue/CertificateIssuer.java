package dev.edgekeep.x509.issue;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.signature.CertificateSigner;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The name and key of an issuer. Immutable; any thread.
 *
 * <p>Issuing goes {@link #prepare} → {@link PreparedCertificate#lint} → {@link
 * LintedCertificate#sign}; there is no other way to sign.
 */
public final class CertificateIssuer {
  private final Name name;
  private final Slice keyIdentifier;
  private final @Nullable Certificate certificate;
  private final CertificateSigner signer;

  private CertificateIssuer(
      Name name, Slice keyIdentifier, @Nullable Certificate certificate, CertificateSigner signer) {
    this.name = name;
    this.keyIdentifier = keyIdentifier;
    this.certificate = certificate;
    this.signer = signer;
  }

  /**
   * A CA with its certificate.
   *
   * @throws IllegalArgumentException if the key does not match the certificate
   */
  public static CertificateIssuer of(Certificate certificate, CertificateSigner signer) {
    if (!certificate.subjectPublicKey().equals(signer.publicKey())) {
      throw new IllegalArgumentException("the key is not that of " + certificate.subject());
    }
    Slice identifier = certificate.subjectKeyIdentifier();
    return new CertificateIssuer(
        certificate.subject(),
        identifier == null ? identifierOf(signer.publicKey()) : identifier,
        certificate,
        signer);
  }

  /** A root without a certificate, which it will sign itself. */
  public static CertificateIssuer selfSigned(Name name, CertificateSigner signer) {
    return new CertificateIssuer(name, identifierOf(signer.publicKey()), null, signer);
  }

  /** RFC 5280 §4.2.1.2 method (1): the SHA-1 of the key. An identifier, not a security measure. */
  static Slice identifierOf(SubjectPublicKey key) {
    return Slice.of(Fingerprint.sha1(key.keyBits()).bytes());
  }

  /** Prepares a certificate for signing. */
  public PreparedCertificate prepare(CertificateProfile profile, CertificateTemplate template) {
    return new PreparedCertificate(this, profile, template);
  }

  public Name name() {
    return name;
  }

  /** The key identifier for certificates and lists that this issuer signs. */
  public Slice keyIdentifier() {
    return keyIdentifier;
  }

  /** The issuer's certificate; null for a root that is being created. */
  public @Nullable Certificate certificate() {
    return certificate;
  }

  /** The end of its own certificate; null for a root that is being created. */
  public @Nullable Instant notAfter() {
    return certificate == null ? null : certificate.notAfter();
  }

  public CertificateSigner signer() {
    return signer;
  }
}
