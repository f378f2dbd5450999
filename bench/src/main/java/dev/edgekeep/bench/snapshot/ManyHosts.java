package dev.edgekeep.bench.snapshot;

import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Writes a configuration with many hosts, each with a separate P-256 certificate. The certificates
 * are copies of one signed certificate with the host's name inserted: their signatures are not
 * valid, and loading does not verify them.
 */
final class ManyHosts {
  private static final String NAME = "h000000.example.com";

  private final byte[] template;
  private final String issuer;
  private final String key;

  /** Where certificates and keys are stored. */
  enum Form {
    YAML_WITH_FILES,
    YAML,
    JSON
  }

  ManyHosts() throws GeneralSecurityException, IOException, OperatorException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair issuerKeys = generator.generateKeyPair();
    KeyPair keys = generator.generateKeyPair();
    this.template = certificate(NAME, keys, issuerKeys, false);
    this.issuer =
        pem("CERTIFICATE", certificate("issuing.example.com", issuerKeys, issuerKeys, true));
    this.key = pem("PRIVATE KEY", withPublicHalf(keys));
  }

  /** The encoding of keys by OpenSSL; Java omits the public key. */
  private static byte[] withPublicHalf(KeyPair keys) throws IOException {
    PrivateKeyInfo plain = PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded());
    SubjectPublicKeyInfo publicKey =
        SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
    ECPrivateKey half = ECPrivateKey.getInstance(plain.parsePrivateKey());
    ECPrivateKey whole = new ECPrivateKey(256, half.getKey(), publicKey.getPublicKeyData(), null);
    return new PrivateKeyInfo(plain.getPrivateKeyAlgorithm(), whole).getEncoded();
  }

  private static byte[] certificate(String name, KeyPair keys, KeyPair issuerKeys, boolean ca)
      throws GeneralSecurityException, IOException, OperatorException {
    JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=issuing.example.com"),
            BigInteger.valueOf(0x1234_5678_9abc_def0L),
            Date.from(Instant.now().minus(Duration.ofDays(1))),
            Date.from(Instant.now().plus(Duration.ofDays(90))),
            new X500Name("CN=" + name),
            keys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
    builder.addExtension(
        Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(keys.getPublic()));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        utils.createAuthorityKeyIdentifier(issuerKeys.getPublic()));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
    return builder
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate()))
        .getEncoded();
  }

  /** Writes the configuration and its files into a folder. */
  Path write(Path folder, int hosts, Form form) throws IOException {
    Path config = folder.resolve(form == Form.JSON ? "edge.json" : "edge.yaml");
    try (BufferedWriter out = Files.newBufferedWriter(config)) {
      out.write(form == Form.JSON ? jsonHead() : yamlHead());
      for (int i = 0; i < hosts; i++) {
        String name = "h%06d.example.com".formatted(i);
        String chain = pem("CERTIFICATE", named(name)) + issuer;
        switch (form) {
          case YAML_WITH_FILES -> {
            Files.writeString(folder.resolve(name + ".pem"), chain);
            Files.writeString(folder.resolve(name + ".key"), key);
            out.write(
                "  %s:\n    certificate: {chain: {file: %s.pem}, key: {file: %s.key}}\n    clientAuth: {mode: require, cas: [partners]}\n    origin: app\n"
                    .formatted(name, name, name));
          }
          case YAML ->
              out.write(
                  "  %s:\n    certificate:\n      chain: |\n%s      key: |\n%s    clientAuth: {mode: require, cas: [partners]}\n    origin: app\n"
                      .formatted(name, chain.indent(8), key.indent(8)));
          case JSON ->
              out.write(
                  "%s\"%s\": {\"certificate\": {\"chain\": \"%s\", \"key\": \"%s\"}, \"clientAuth\": {\"mode\": \"require\", \"cas\": [\"partners\"]}, \"origin\": \"app\"}\n"
                      .formatted(i == 0 ? "" : ",", name, escaped(chain), escaped(key)));
        }
      }
      out.write(form == Form.JSON ? "}}\n" : "");
    }
    return config;
  }

  private String yamlHead() {
    return """
    version: 1
    listeners: [{address: "127.0.0.1:0"}]
    clientCas:
      partners:
        certificates:
          pem: |
    %sorigins:
      app: {servers: ["http://127.0.0.1:9000"]}
    hosts:
    """
        .formatted(issuer.indent(8));
  }

  private String jsonHead() {
    return """
    {"version": 1, "listeners": [{"address": "127.0.0.1:0"}],
    "clientCas": {"partners": {"certificates": {"pem": "%s"}}},
    "origins": {"app": {"servers": ["http://127.0.0.1:9000"]}},
    "hosts": {
    """
        .formatted(escaped(issuer));
  }

  /** The template with its name replaced by another of the same length. */
  private byte[] named(String name) {
    String text = new String(template, StandardCharsets.ISO_8859_1);
    return text.replace(NAME, name).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String escaped(String pem) {
    return pem.replace("\n", "\\n");
  }

  private static String pem(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
  }
}
