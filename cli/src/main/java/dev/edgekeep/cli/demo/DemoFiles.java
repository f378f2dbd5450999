package dev.edgekeep.cli.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * The demo's certificates and keys, as PEM files in one directory. They are created once, and again
 * when one is missing or about to expire.
 */
final class DemoFiles {
  /** The hosts of the demo, by their client authentication modes. */
  static final String REQUIRE_HOST = "mtls.localhost";

  static final String REQUEST_HOST = "localhost";

  /** The host whose private key is on the key server only. */
  static final String KEYLESS_HOST = "keyless.localhost";

  private static final List<GeneralName> LOOPBACK =
      List.of(
          new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
          new GeneralName(GeneralName.iPAddress, "::1"));

  private static final Duration RENEW_BEFORE = Duration.ofDays(1);
  private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private final PrivateDirectory directory;
  private final PrivateDirectory keyServer;
  private final PrivateDirectory keys;

  private DemoFiles(PrivateDirectory directory, PrivateDirectory keyServer, PrivateDirectory keys) {
    this.directory = directory;
    this.keyServer = keyServer;
    this.keys = keys;
  }

  /**
   * Opens the folders {@code demo} and {@code keyserver} below {@code data}; the latter has the
   * files that only the owner of a key server has.
   */
  static DemoFiles open(Path data) throws IOException {
    Path keyServer = data.resolve("keyserver");
    return new DemoFiles(
        PrivateDirectory.open(data.resolve("demo")),
        PrivateDirectory.open(keyServer),
        PrivateDirectory.open(keyServer.resolve("keys")));
  }

  /** The folder with the key server's configuration, identity and keys. */
  PrivateDirectory keyServer() {
    return keyServer;
  }

  /** The CA of the server certificates. */
  Path ca() {
    return directory.path("ca.pem");
  }

  Path certificate(String who) {
    return directory.path(who + ".pem");
  }

  Path key(String who) {
    return directory.path(who + ".key");
  }

  /** The CA of the key server's certificate. */
  Path keyServerCa() {
    return directory.path("keyserver-ca.pem");
  }

  /** Returns whether the client has a valid certificate, which the managed client CA issues. */
  boolean hasClient(Instant now) throws IOException {
    return Files.exists(key("client")) && isGood(certificate("client"), now);
  }

  void writeClient(String chain, String key) throws IOException {
    write("client.key", key);
    write("client.pem", chain);
  }

  /** Writes the certificates of the managed client CA. */
  void writeClientCa(String certificates) throws IOException {
    write("client-ca.pem", certificates);
  }

  /** The certificates of the managed client CA. */
  Path clientCa() {
    return directory.path("client-ca.pem");
  }

  /**
   * Creates all files if one is missing or about to expire.
   *
   * @return whether they were created
   */
  boolean ensure(Instant now) throws IOException, GeneralSecurityException {
    if (isComplete(now)) {
      return false;
    }
    DemoCa servers = new DemoCa("Edgekeep demo server CA", now);
    DemoCa elsewhere = new DemoCa("A CA of somebody else", now);
    write("server", servers.issueServer(REQUIRE_HOST, names(REQUIRE_HOST, REQUEST_HOST)));
    write("stranger", elsewhere.issueClient("stranger"));
    writeKeyless(servers.issueServer(KEYLESS_HOST, names(KEYLESS_HOST)));
    writeIdentities(new DemoCa("Edgekeep demo key server CA", now));
    write("ca.pem", pem(servers.certificate()));
    return true;
  }

  /** Writes the certificate for the edge, and the key for the key server. */
  private void writeKeyless(DemoCa.Issued issued) throws IOException, GeneralSecurityException {
    write(keys, "keyless.key", pem("PRIVATE KEY", issued.pkcs8()));
    write(directory, "keyless.pem", pem(issued.certificate()));
  }

  /** Writes the identities of the edge and the key server. */
  private void writeIdentities(DemoCa ca) throws IOException, GeneralSecurityException {
    DemoCa.Issued server = ca.issueServer("demo key server", LOOPBACK);
    write(keyServer, "keyserver.key", pem("PRIVATE KEY", server.pkcs8()));
    write(keyServer, "keyserver.pem", pem(server.certificate()));
    write(keyServer, "edge-ca.pem", pem(ca.certificate()));
    write("edge", ca.issueClient("demo edge"));
    write("keyserver-ca.pem", pem(ca.certificate()));
  }

  private static List<GeneralName> names(String... hosts) {
    return Stream.concat(
            Stream.of(hosts).map(host -> new GeneralName(GeneralName.dNSName, host)),
            LOOPBACK.stream())
        .toList();
  }

  private boolean isComplete(Instant now) throws IOException {
    for (String name : List.of("server", "stranger", "edge")) {
      if (!Files.exists(key(name)) || !isGood(certificate(name), now)) {
        return false;
      }
    }
    return isGood(ca(), now)
        && isGood(certificate("keyless"), now)
        && Files.exists(keys.path("keyless.key"))
        && isGood(directory.path("keyserver-ca.pem"), now)
        && Files.exists(keyServer.path("keyserver.key"))
        && isGood(keyServer.path("keyserver.pem"), now)
        && isGood(keyServer.path("edge-ca.pem"), now);
  }

  private static boolean isGood(Path file, Instant now) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    try {
      Certificate certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
      return certificate instanceof X509Certificate x509
          && x509.getNotAfter().toInstant().isAfter(now.plus(RENEW_BEFORE));
    } catch (CertificateException _) {
      return false;
    }
  }

  private void write(String name, DemoCa.Issued issued)
      throws IOException, GeneralSecurityException {
    write(name + ".key", pem("PRIVATE KEY", issued.pkcs8()));
    write(name + ".pem", pem(issued.certificate()));
  }

  private void write(String name, String text) throws IOException {
    write(directory, name, text);
  }

  private static void write(PrivateDirectory directory, String name, String text)
      throws IOException {
    directory.write(name, text);
  }

  private static String pem(X509Certificate certificate) throws GeneralSecurityException {
    return pem("CERTIFICATE", certificate.getEncoded());
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, BASE64.encodeToString(der), label);
  }
}
