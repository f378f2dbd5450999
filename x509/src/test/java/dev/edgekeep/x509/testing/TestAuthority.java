package dev.edgekeep.x509.testing;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.issue.CertificateIssuer;
import dev.edgekeep.x509.issue.CertificateProfile;
import dev.edgekeep.x509.issue.CertificateTemplate;
import dev.edgekeep.x509.issue.KeyKind;
import dev.edgekeep.x509.issue.PublicationUrls;
import dev.edgekeep.x509.issue.SerialNumbers;
import dev.edgekeep.x509.signature.LocalSigner;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A root and an issuing CA created by the code under test, valid now. */
public record TestAuthority(CertificateIssuer root, CertificateIssuer issuing) {
  public static final SecureRandom RANDOM = new SecureRandom();

  /** The real time, as openssl's, in whole seconds: one moment for a whole test run. */
  @SuppressWarnings("TimeInStaticInitializer")
  public static final Instant NOW = Instant.ofEpochSecond(Instant.now().getEpochSecond());

  public static final PublicationUrls POINTERS =
      new PublicationUrls(
          List.of("http://127.0.0.1:8444/pki/issuing.crl"),
          List.of("http://127.0.0.1:8444/api/v1/ocsp"),
          List.of("http://127.0.0.1:8444/pki/issuing.cer"));

  public static TestAuthority create(KeyKind kind) {
    try {
      LocalSigner rootKey = LocalSigner.of(kind.generate(RANDOM));
      Name rootName = Name.parse("CN=Edgekeep Root,O=Example");
      CertificateIssuer nameless = CertificateIssuer.selfSigned(rootName, rootKey);
      Certificate root =
          nameless
              .prepare(
                  CertificateProfile.root(),
                  template(
                      rootName, rootKey.publicKey(), Duration.ofDays(7300), PublicationUrls.NONE))
              .lint()
              .sign();
      CertificateIssuer rootIssuer = CertificateIssuer.of(root, rootKey);
      LocalSigner key = LocalSigner.of(kind.generate(RANDOM));
      Certificate issuing =
          rootIssuer
              .prepare(
                  CertificateProfile.issuingCa(),
                  template(
                      Name.parse("CN=Edgekeep Issuing,O=Example"),
                      key.publicKey(),
                      Duration.ofDays(3650),
                      POINTERS))
              .lint()
              .sign();
      return new TestAuthority(rootIssuer, CertificateIssuer.of(issuing, key));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** For a year, with a new serial number. */
  public static CertificateTemplate template(String subject, SubjectPublicKey key) {
    return template(Name.parse(subject), key, Duration.ofDays(365), POINTERS);
  }

  private static CertificateTemplate template(
      Name subject, SubjectPublicKey key, Duration validity, PublicationUrls pointers) {
    List<GeneralName> none = List.of();
    return new CertificateTemplate(
        SerialNumbers.next(RANDOM), subject, key, none, NOW, NOW.plus(validity), pointers);
  }

  /** A client certificate of a new P-256 key. */
  public Certificate client(String subject) {
    try {
      return issuing
          .prepare(CertificateProfile.client(), template(subject, newKey(KeyKind.P_256)))
          .lint()
          .sign();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public static SubjectPublicKey newKey(KeyKind kind) {
    return publicKey(kind.generate(RANDOM));
  }

  public static SubjectPublicKey publicKey(KeyPair pair) {
    return SubjectPublicKey.read(DerReader.of(pair.getPublic().getEncoded()));
  }

  /** Its certificates. */
  public List<Certificate> chain() {
    return List.of(certificate(issuing), certificate(root));
  }

  private static Certificate certificate(CertificateIssuer issuer) {
    return java.util.Objects.requireNonNull(issuer.certificate());
  }
}
