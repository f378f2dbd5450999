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
 * Who signs: a name and a key. Immutable; any thread.
 *
 * <p>Issuing goes {@link #prepare} → {@link PreparedCertificate#lint} → {@link
 * LintedCertificate#sign}; nothing else signs.
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
   * A CA that has its certificate.
   *
   * @throws IllegalArgumentException when the key is another one than the certificate's
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

  /** A root before it has its certificate, which it signs itself. */
  public static CertificateIssuer selfSigned(Name name, CertificateSigner signer) {
    return new CertificateIssuer(name, identifierOf(signer.publicKey()), null, signer);
  }

  /** RFC 5280 §4.2.1.2 method (1): SHA-1 of the key. A name for it, no security. */
  static Slice identifierOf(SubjectPublicKey key) {
    return Slice.of(Fingerprint.sha1(key.keyBits()).bytes());
  }

  /** Puts together what would be signed. */
  public PreparedCertificate prepare(CertificateProfile profile, CertificateTemplate template) {
    return new PreparedCertificate(this, profile, template);
  }

  public Name name() {
    return name;
  }

  /** What certificates and lists say about whose key has signed them. */
  public Slice keyIdentifier() {
    return keyIdentifier;
  }

  /** The issuer's certificate; null for a root that is about to be made. */
  public @Nullable Certificate certificate() {
    return certificate;
  }

  /** The end of its own certificate; null for a root that is about to be made. */
  public @Nullable Instant notAfter() {
    return certificate == null ? null : certificate.notAfter();
  }

  public CertificateSigner signer() {
    return signer;
  }
}
