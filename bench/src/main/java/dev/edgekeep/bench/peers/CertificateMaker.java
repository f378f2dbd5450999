package dev.edgekeep.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A CA that is valid for a day, and its certificates. Any thread. */
public final class CertificateMaker {
  private static final Duration VALIDITY = Duration.ofDays(1);
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);
  private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});
  private static final AtomicLong SERIALS = new AtomicLong(1L << 40);

  private final KeyPair keys;
  private final X500Principal name;
  private final X509Certificate certificate;
  private final Instant now = Instant.now();

  /** The key types that are compared. */
  public enum KeyType {
    P256("EC", 256, "SHA256withECDSA"),
    P384("EC", 384, "SHA384withECDSA"),
    RSA2048("RSA", 2048, "SHA256withRSA"),
    ED25519("Ed25519", 255, "Ed25519");

    private final String algorithm;
    private final int bits;
    private final String signature;

    KeyType(String algorithm, int bits, String signature) {
      this.algorithm = algorithm;
      this.bits = bits;
      this.signature = signature;
    }

    public KeyPair generate() {
      try {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform makes %s keys".formatted(this), e);
      }
    }
  }

  private final KeyType type;

  public CertificateMaker(String commonName, KeyType type) {
    this.type = type;
    this.keys = type.generate();
    this.name = new X500Principal("CN=" + commonName);
    this.certificate = issue(name, keys, CertificateMaker::addCaExtensions);
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** A certificate for TLS servers with these names. */
  public X509Certificate issueServer(KeyPair subject, String... hosts) {
    GeneralName[] names = new GeneralName[hosts.length];
    for (int i = 0; i < hosts.length; i++) {
      names[i] = new GeneralName(GeneralName.dNSName, hosts[i]);
    }
    return issue(
        new X500Principal("CN=bench server"),
        subject,
        builder -> {
          addLeafExtensions(builder, KeyPurposeId.id_kp_serverAuth);
          builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        });
  }

  /** A certificate for a TLS client. */
  public X509Certificate issueClient(KeyPair subject) {
    return issue(
        new X500Principal("CN=bench client"),
        subject,
        builder -> addLeafExtensions(builder, KeyPurposeId.id_kp_clientAuth));
  }

  /** Writes {@code name.pem}, {@code name.key} and {@code name.both}. */
  public static Credential write(Path directory, String name, X509Certificate leaf, KeyPair keys) {
    Path chain = write(directory.resolve(name + ".pem"), pem(leaf));
    Path key = write(directory.resolve(name + ".key"), pem(keys.getPrivate()));
    Path both = write(directory.resolve(name + ".both"), pem(leaf) + pem(keys.getPrivate()));
    return new Credential(leaf, keys.getPrivate(), chain, key, both);
  }

  static Path write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was just made has an encoding", e);
    }
  }

  public static String pem(Key privateKey) {
    return pem("PRIVATE KEY", privateKey.getEncoded());
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, BASE64.encodeToString(der), label);
  }

  private interface Extensions {
    void addTo(X509v3CertificateBuilder builder) throws IOException;
  }

  private static void addCaExtensions(X509v3CertificateBuilder builder) throws IOException {
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
  }

  private static void addLeafExtensions(X509v3CertificateBuilder builder, KeyPurposeId purpose)
      throws IOException {
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
  }

  private X509Certificate issue(X500Principal subject, KeyPair subjectKeys, Extensions extensions) {
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.valueOf(SERIALS.incrementAndGet()),
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
      extensions.addTo(builder);
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder(type.signature).build(keys.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("no certificate can be made for " + subject, e);
    }
  }
}
