package dev.edgekeep.cli.demo;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority whose key is not stored: it only issues the demo's certificates. */
final class DemoCa {
  private static final Duration VALIDITY = Duration.ofDays(825);
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);
  private static final int SERIAL_BITS = 127;

  private final SecureRandom random = new SecureRandom();
  private final KeyPair keys;
  private final Instant now;
  private final X509Certificate certificate;

  /** A certificate and its key. */
  record Issued(X509Certificate certificate, KeyPair keys) {
    /**
     * The private key as PKCS#8 with the public key (RFC 5915 §3), which the JDK omits. With it,
     * readers can match the key and the certificate without a signature.
     */
    byte[] pkcs8() throws IOException {
      ECPrivateKey key = (ECPrivateKey) keys.getPrivate();
      SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
      int bits = key.getParams().getOrder().bitLength();
      return new PrivateKeyInfo(
              info.getAlgorithm(),
              new org.bouncycastle.asn1.sec.ECPrivateKey(
                  bits, key.getS(), info.getPublicKeyData(), null))
          .getEncoded();
    }
  }

  DemoCa(String name, Instant now) throws GeneralSecurityException, IOException {
    this.now = now;
    this.keys = newKeys();
    X509v3CertificateBuilder builder = builder(name(name), name(name), keys);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    this.certificate = sign(builder);
  }

  X509Certificate certificate() {
    return certificate;
  }

  Issued issueServer(String name, List<GeneralName> names)
      throws GeneralSecurityException, IOException {
    KeyPair subject = newKeys();
    X509v3CertificateBuilder builder = leaf(name, subject, KeyPurposeId.id_kp_serverAuth);
    GeneralNames all = new GeneralNames(names.toArray(GeneralName[]::new));
    builder.addExtension(Extension.subjectAlternativeName, false, all);
    return new Issued(sign(builder), subject);
  }

  Issued issueClient(String name) throws GeneralSecurityException, IOException {
    KeyPair subject = newKeys();
    return new Issued(sign(leaf(name, subject, KeyPurposeId.id_kp_clientAuth)), subject);
  }

  /** An empty revocation list. */
  X509CRLHolder emptyCrl() throws GeneralSecurityException, IOException {
    JcaX509v2CRLBuilder builder = new JcaX509v2CRLBuilder(certificate, Date.from(now));
    builder.setNextUpdate(Date.from(now.plus(VALIDITY)));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(keys.getPublic()));
    builder.addExtension(
        Extension.cRLNumber, false, new org.bouncycastle.asn1.ASN1Integer(BigInteger.ONE));
    return builder.build(signer());
  }

  private X509v3CertificateBuilder leaf(String name, KeyPair subject, KeyPurposeId purpose)
      throws GeneralSecurityException, IOException {
    X509v3CertificateBuilder builder =
        builder(certificate.getSubjectX500Principal(), name(name), subject);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
    return builder;
  }

  private X509v3CertificateBuilder builder(
      X500Principal issuer, X500Principal subject, KeyPair subjectKeys)
      throws GeneralSecurityException, IOException {
    BigInteger serial = new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            serial,
            Date.from(now.minus(CLOCK_SKEW)),
            Date.from(now.plus(VALIDITY)),
            subject,
            subjectKeys.getPublic());
    JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        identifiers.createSubjectKeyIdentifier(subjectKeys.getPublic()));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        identifiers.createAuthorityKeyIdentifier(keys.getPublic()));
    return builder;
  }

  private X509Certificate sign(X509v3CertificateBuilder builder) throws GeneralSecurityException {
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer()));
  }

  private ContentSigner signer() throws GeneralSecurityException {
    try {
      return new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException("the demo CA cannot sign", e);
    }
  }

  private KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256, random);
    return generator.generateKeyPair();
  }

  private static X500Principal name(String commonName) {
    return new X500Principal("CN=" + commonName + ", O=Edgekeep demo");
  }
}
