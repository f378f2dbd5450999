package dev.edgekeep.testing;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for tests. */
public final class TestCa {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyType keyType;
  private final X509Certificate certificate;
  private final PrivateKey key;
  private final List<X509Certificate> above;

  private TestCa(
      KeyType keyType, X509Certificate certificate, PrivateKey key, List<X509Certificate> above) {
    this.keyType = keyType;
    this.certificate = certificate;
    this.key = key;
    this.above = above;
  }

  /** The content of a leaf certificate. */
  public record Leaf(
      String subject,
      KeyType keyType,
      KeyPurposeId purpose,
      List<GeneralName> names,
      Instant notBefore,
      Instant notAfter) {
    public static Leaf client(String commonName) {
      return new Leaf(
          "CN=" + commonName,
          KeyType.P_256,
          KeyPurposeId.id_kp_clientAuth,
          List.of(),
          hours(-1),
          hours(24));
    }

    public static Leaf server(String... names) {
      List<GeneralName> sans = new ArrayList<>();
      for (String name : names) {
        sans.add(new GeneralName(GeneralName.dNSName, name));
      }
      return new Leaf(
          "CN=" + names[0],
          KeyType.P_256,
          KeyPurposeId.id_kp_serverAuth,
          sans,
          hours(-1),
          hours(24));
    }

    public Leaf of(KeyType type) {
      return new Leaf(subject, type, purpose, names, notBefore, notAfter);
    }

    public Leaf valid(Instant from, Instant to) {
      return new Leaf(subject, keyType, purpose, names, from, to);
    }

    public Leaf named(GeneralName... sans) {
      return new Leaf(subject, keyType, purpose, List.of(sans), notBefore, notAfter);
    }

    private static Instant hours(int hours) {
      return Instant.now().plus(Duration.ofHours(hours));
    }
  }

  public static TestCa root(String commonName, KeyType keyType) {
    KeyPair pair = keyType.keyPair(commonName);
    X500Name name = new X500Name("CN=" + commonName);
    X509Certificate certificate = sign(ca(name, name, pair, pair), keyType, pair.getPrivate());
    return new TestCa(keyType, certificate, pair.getPrivate(), List.of());
  }

  public TestCa intermediate(String commonName) {
    KeyPair pair = keyType.keyPair(commonName);
    X500Name issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    KeyPair ours = new KeyPair(certificate.getPublicKey(), key);
    X509Certificate issued =
        sign(ca(issuer, new X500Name("CN=" + commonName), pair, ours), keyType, key);
    List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
    chain.addAll(above);
    return new TestCa(keyType, issued, pair.getPrivate(), chain);
  }

  /** A leaf with its chain up to, and without, the root. */
  public Credential issue(Leaf leaf) {
    KeyPair pair = leaf.keyType().keyPair(leaf.subject());
    try {
      JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              certificate,
              serial(),
              Date.from(leaf.notBefore()),
              Date.from(leaf.notAfter()),
              new javax.security.auth.x500.X500Principal(leaf.subject()),
              pair.getPublic());
      builder.addExtension(
          Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(certificate));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          utils.createSubjectKeyIdentifier(pair.getPublic()));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(leafUsage(leaf.keyType())));
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(leaf.purpose()));
      if (!leaf.names().isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(leaf.names().toArray(GeneralName[]::new)));
      }
      List<X509Certificate> chain = new ArrayList<>(List.of(sign(builder, keyType, key)));
      if (!above.isEmpty()) {
        chain.add(certificate);
        chain.addAll(above.subList(0, above.size() - 1));
      }
      return new Credential(chain, pair.getPrivate());
    } catch (GeneralSecurityException | CertIOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int leafUsage(KeyType keyType) {
    return keyType == KeyType.RSA_2048
        ? KeyUsage.digitalSignature | KeyUsage.keyEncipherment
        : KeyUsage.digitalSignature;
  }

  /** A CRL, PEM, that names the given certificates. */
  public String crlPem(Instant nextUpdate, X509Certificate... revoked) {
    try {
      JcaX509v2CRLBuilder builder =
          new JcaX509v2CRLBuilder(certificate, Date.from(Instant.now().minusSeconds(60)));
      builder.setNextUpdate(Date.from(nextUpdate));
      for (X509Certificate gone : revoked) {
        builder.addCRLEntry(
            gone.getSerialNumber(), Date.from(Instant.now()), CRLReason.keyCompromise);
      }
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate));
      builder.addExtension(
          Extension.cRLNumber, false, new org.bouncycastle.asn1.x509.CRLNumber(serial()));
      return Credential.pem("X509 CRL", builder.build(signer(keyType, key)).getEncoded());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public PrivateKey key() {
    return key;
  }

  public String pem() {
    return Credential.pem(certificate);
  }

  private static JcaX509v3CertificateBuilder ca(
      X500Name issuer, X500Name subject, KeyPair pair, KeyPair signer) {
    try {
      JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer,
              serial(),
              Date.from(Instant.now().minus(Duration.ofDays(1))),
              Date.from(Instant.now().plus(Duration.ofDays(3650))),
              subject,
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          utils.createSubjectKeyIdentifier(pair.getPublic()));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          utils.createAuthorityKeyIdentifier(signer.getPublic()));
      return builder;
    } catch (GeneralSecurityException | CertIOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Certificate sign(
      JcaX509v3CertificateBuilder builder, KeyType keyType, PrivateKey key) {
    try {
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer(keyType, key)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ContentSigner signer(KeyType keyType, PrivateKey key) {
    try {
      return new JcaContentSignerBuilder(keyType.signatureAlgorithm()).build(key);
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static BigInteger serial() {
    return new BigInteger(120, RANDOM).setBit(119);
  }
}
