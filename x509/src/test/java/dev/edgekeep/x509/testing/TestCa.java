package dev.edgekeep.x509.testing;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.crl.RevocationList;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A certificate authority for tests: a name, a key, and its certificate. */
public record TestCa(String name, KeyPair keys, Certificate certificate) {
  /** The time at which tests validate. */
  public static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private static final AtomicLong SERIALS = new AtomicLong(0x1000);

  /** The differences of a certificate from the default. Change it and pass it on. */
  public static final class Shape {
    Instant notBefore = NOW.minusSeconds(86_400);
    Instant notAfter = NOW.plusSeconds(864_000);
    BigInteger serial = BigInteger.valueOf(SERIALS.incrementAndGet());
    boolean ca;
    boolean withBasicConstraints = true;
    int pathLength = -1;
    int keyUsage = KeyUsage.digitalSignature;
    KeyPurposeId[] purposes = {};
    GeneralName[] names = {};
    GeneralName[] permitted = {};
    GeneralName[] excluded = {};
    String algorithm = "SHA256withECDSA";
    String unknownCritical = "";
    @Nullable Extension more;

    public Shape valid(Instant from, Instant until) {
      notBefore = from;
      notAfter = until;
      return this;
    }

    public Shape serial(long value) {
      return serial(BigInteger.valueOf(value));
    }

    public Shape serial(BigInteger value) {
      serial = value;
      return this;
    }

    public Shape noAuthority() {
      ca = false;
      return this;
    }

    public Shape withoutBasicConstraints() {
      withBasicConstraints = false;
      return this;
    }

    public Shape pathLength(int length) {
      pathLength = length;
      return this;
    }

    public Shape keyUsage(int bits) {
      keyUsage = bits;
      return this;
    }

    public Shape purposes(KeyPurposeId... ids) {
      purposes = ids;
      return this;
    }

    public Shape dns(String... hosts) {
      names = of(GeneralName.dNSName, hosts);
      return this;
    }

    public Shape names(GeneralName... all) {
      names = all;
      return this;
    }

    public Shape permits(GeneralName... bases) {
      permitted = bases;
      return this;
    }

    public Shape excludes(GeneralName... bases) {
      excluded = bases;
      return this;
    }

    public Shape signedWith(String name) {
      algorithm = name;
      return this;
    }

    public Shape sha1() {
      algorithm = "SHA1withECDSA";
      return this;
    }

    /** One extension more, of this value. */
    public Shape extension(String oid, boolean critical, byte[] value) {
      more = new Extension(new ASN1ObjectIdentifier(oid), critical, value);
      return this;
    }

    public Shape unknownCritical(String oid) {
      unknownCritical = oid;
      return this;
    }

    private static GeneralName[] of(int kind, String... texts) {
      GeneralName[] result = new GeneralName[texts.length];
      for (int i = 0; i < texts.length; i++) {
        result[i] = new GeneralName(kind, texts[i]);
      }
      return result;
    }
  }

  public static KeyPair newKeys() {
    return newKeys("EC", 256);
  }

  public static KeyPair newKeys(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (bits > 0) {
        generator.initialize(bits);
      }
      return generator.generateKeyPair();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public static Shape leaf() {
    return new Shape();
  }

  public static Shape authority() {
    Shape shape = new Shape();
    shape.ca = true;
    shape.keyUsage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
    return shape;
  }

  public static TestCa root(String name) {
    return root(name, authority());
  }

  public static TestCa root(String name, Shape shape) {
    KeyPair keys = newKeys();
    return new TestCa(name, keys, sign(name, keys, name, keys.getPublic(), shape));
  }

  /** An intermediate with a new key. */
  public TestCa intermediate(String subject, Shape shape) {
    KeyPair own = newKeys();
    return new TestCa(subject, own, issue(subject, own.getPublic(), shape));
  }

  public TestCa intermediate(String subject) {
    return intermediate(subject, authority());
  }

  /** The same CA under another certificate: its key, certified by {@code issuer}. */
  public TestCa certifiedBy(TestCa issuer, Shape shape) {
    return new TestCa(name, keys, issuer.issue(name, keys.getPublic(), shape));
  }

  public Certificate issue(String subject, Shape shape) {
    return issue(subject, newKeys().getPublic(), shape);
  }

  public Certificate issue(String subject, PublicKey key, Shape shape) {
    return sign(name, keys, subject, key, shape);
  }

  private static Certificate sign(
      String issuer, KeyPair issuerKeys, String subject, PublicKey key, Shape shape) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Name(issuer),
              shape.serial,
              Date.from(shape.notBefore),
              Date.from(shape.notAfter),
              new X500Name(subject),
              key);
      JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          identifiers.createAuthorityKeyIdentifier(issuerKeys.getPublic()));
      if (shape.withBasicConstraints) {
        BasicConstraints constraints =
            shape.ca && shape.pathLength >= 0
                ? new BasicConstraints(shape.pathLength)
                : new BasicConstraints(shape.ca);
        builder.addExtension(Extension.basicConstraints, true, constraints);
      }
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(shape.keyUsage));
      if (shape.purposes.length > 0) {
        builder.addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(shape.purposes));
      }
      if (shape.names.length > 0) {
        builder.addExtension(
            Extension.subjectAlternativeName, false, new GeneralNames(shape.names));
      }
      if (shape.permitted.length + shape.excluded.length > 0) {
        builder.addExtension(
            Extension.nameConstraints,
            true,
            new NameConstraints(subtrees(shape.permitted), subtrees(shape.excluded)));
      }
      if (!shape.unknownCritical.isEmpty()) {
        builder.addExtension(
            new ASN1ObjectIdentifier(shape.unknownCritical), true, new byte[] {5, 0});
      }
      if (shape.more != null) {
        builder.addExtension(shape.more);
      }
      return Certificate.parse(
          builder
              .build(new JcaContentSignerBuilder(shape.algorithm).build(issuerKeys.getPrivate()))
              .getEncoded());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Bouncy Castle leaves out only what is null. */
  private static GeneralSubtree @Nullable [] subtrees(GeneralName[] bases) {
    if (bases.length == 0) {
      return null;
    }
    GeneralSubtree[] result = new GeneralSubtree[bases.length];
    for (int i = 0; i < bases.length; i++) {
      result[i] = new GeneralSubtree(bases[i]);
    }
    return result;
  }

  /** A complete list of this CA, current at {@link #NOW}. */
  public RevocationList revoking(Certificate... revoked) {
    return list(NOW.minusSeconds(60), NOW.plusSeconds(3_600), revoked);
  }

  public RevocationList list(Instant thisUpdate, Instant nextUpdate, Certificate... revoked) {
    ListShape shape = newList().from(thisUpdate).until(nextUpdate);
    for (Certificate certificate : revoked) {
      shape.revoking(certificate);
    }
    return shape.build();
  }

  /** A list of this CA to be changed. */
  public ListShape newList() {
    return new ListShape(this);
  }
}
