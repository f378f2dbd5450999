package dev.edgekeep.snapshot.read;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/** A certificate authority for tests, and what it makes, as PEM. */
final class TestCa {
  static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private static final AtomicLong SERIALS = new AtomicLong(1000);

  private final X509Certificate certificate;
  private final PrivateKey key;

  private TestCa(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /** A certificate and its private key. */
  record Issued(X509Certificate certificate, KeyPair keys) {
    String pem() {
      return TestCa.pem("CERTIFICATE", TestCa.encoded(certificate));
    }

    String keyPem() {
      return TestCa.pem("PRIVATE KEY", keys.getPrivate().getEncoded());
    }
  }

  static TestCa root(String name) {
    return unchecked(() -> {
      KeyPair keys = keys("EC");
      X500Name subject = new X500Name("CN=" + name);
      return new TestCa(
          build(subject, keys, subject, keys.getPrivate(), null, true, validFrom(), validTo()),
          keys.getPrivate());
    });
  }

  TestCa intermediate(String name) {
    return unchecked(() -> {
      KeyPair keys = keys("EC");
      X509Certificate made =
          build(
              new X500Name("CN=" + name),
              keys,
              issuerName(),
              key,
              certificate,
              true,
              validFrom(),
              validTo());
      return new TestCa(made, keys.getPrivate());
    });
  }

  /** A server certificate with a P-256 key. */
  Issued issue(String... names) {
    return issue(keys("EC"), validTo(), names);
  }

  Issued issue(KeyPair keys, Instant notAfter, String... names) {
    return unchecked(() ->
        new Issued(
            build(
                new X500Name("CN=" + names[0].replace("*", "any")),
                keys,
                issuerName(),
                key,
                certificate,
                false,
                notAfter.minus(Duration.ofDays(90)),
                notAfter,
                names),
            keys));
  }

  static KeyPair keys(String algorithm) {
    return unchecked(() -> {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      switch (algorithm) {
        case "EC" -> generator.initialize(new ECGenParameterSpec("secp256r1"));
        case "RSA" -> generator.initialize(2048);
        default -> {}
      }
      return generator.generateKeyPair();
    });
  }

  String pem() {
    return pem("CERTIFICATE", encoded(certificate));
  }

  String crl(Instant nextUpdate) {
    return unchecked(() -> {
      X509v2CRLBuilder builder =
          new X509v2CRLBuilder(issuerName(), Date.from(nextUpdate.minus(Duration.ofDays(7))));
      builder.setNextUpdate(Date.from(nextUpdate));
      builder.addCRLEntry(BigInteger.TWO, Date.from(NOW.minus(Duration.ofDays(30))), 0);
      return pem("X509 CRL", builder.build(signer(key)).getEncoded());
    });
  }

  byte[] ocsp(Issued issued, Instant nextUpdate) {
    return unchecked(() -> {
      var digests = new JcaDigestCalculatorProviderBuilder().build();
      var id =
          new CertificateID(
              digests.get(CertificateID.HASH_SHA1),
              new JcaX509CertificateHolder(certificate),
              issued.certificate.getSerialNumber());
      var basic =
          new BasicOCSPRespBuilder(new RespID(issuerName()))
              .addResponse(
                  id,
                  CertificateStatus.GOOD,
                  Date.from(nextUpdate.minus(Duration.ofDays(3))),
                  Date.from(nextUpdate))
              .build(signer(key), null, Date.from(NOW));
      return new OCSPRespBuilder().build(OCSPResponseStatus.SUCCESSFUL, basic).getEncoded();
    });
  }

  static String pem(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
  }

  private X500Name issuerName() throws Exception {
    return new JcaX509CertificateHolder(certificate).getSubject();
  }

  private static X509Certificate build(
      X500Name subject,
      KeyPair keys,
      X500Name issuer,
      PrivateKey issuerKey,
      @Nullable X509Certificate issuerCertificate,
      boolean ca,
      Instant notBefore,
      Instant notAfter,
      String... names)
      throws Exception {
    var utils = new JcaX509ExtensionUtils();
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            BigInteger.valueOf(SERIALS.incrementAndGet()),
            Date.from(notBefore),
            Date.from(notAfter),
            subject,
            keys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
    builder.addExtension(
        Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(keys.getPublic()));
    if (issuerCertificate != null) {
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          utils.createAuthorityKeyIdentifier(issuerCertificate.getPublicKey()));
    }
    if (names.length > 0) {
      GeneralName[] dns =
          Arrays.stream(names)
              .map(name -> new GeneralName(GeneralName.dNSName, name))
              .toArray(GeneralName[]::new);
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(dns));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    }
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer(issuerKey)));
  }

  private static ContentSigner signer(PrivateKey key) throws Exception {
    return new JcaContentSignerBuilder("SHA256withECDSA").build(key);
  }

  private static Instant validFrom() {
    return NOW.minus(Duration.ofDays(365));
  }

  static Instant validTo() {
    return NOW.plus(Duration.ofDays(60));
  }

  static byte[] encoded(X509Certificate certificate) {
    return unchecked(certificate::getEncoded);
  }

  private interface Making<T> {
    T make() throws Exception;
  }

  private static <T> T unchecked(Making<T> making) {
    try {
      return making.make();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
