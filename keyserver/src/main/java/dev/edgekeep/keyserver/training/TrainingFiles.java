package dev.edgekeep.keyserver.training;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.keyserver.check.CheckedCertificate;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.pem.PemBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A configuration and the files that it names, for one training. One certificate serves as the key
 * server's, the edge's and their CA's.
 *
 * @param identity of the key server and of the edge
 * @param hosts certificates, one of each kind, whose keys the key server has
 */
record TrainingFiles(Path config, Identity identity, List<CheckedCertificate> hosts) {
  private static final String CONFIG =
      """
      version: 1
      listen: {address: "127.0.0.1:0"}
      admin: {address: "127.0.0.1:0"}
      identity: {chain: {file: identity.pem}, key: {file: identity.key}}
      trust: {file: identity.pem}
      keys: [{directory: keys}]
      allow: [{edge: "CN=training", operations: [sign, decrypt], perSecond: 1000000}]
      logs: {audit: {file: audit.log}, events: {file: events.log}}
      """;

  TrainingFiles {
    hosts = List.copyOf(hosts);
  }

  /** Creates keys and certificates, and writes them into an empty folder. */
  static TrainingFiles write(Path folder, InstantSource clock)
      throws IOException, GeneralSecurityException, CertificateFormatException {
    Instant now = clock.instant();
    SelfSigned self = SelfSigned.create(SelfSigned.Kind.ECDSA, now);
    write(folder, "identity", self);
    Path keys = Files.createDirectory(folder.resolve("keys"));
    List<CheckedCertificate> hosts = new ArrayList<>();
    for (SelfSigned.Kind kind : SelfSigned.Kind.values()) {
      SelfSigned host = SelfSigned.create(kind, now);
      write(keys, kind.name(), host);
      hosts.add(new CheckedCertificate(kind.name(), Certificate.parse(host.certificate()), true));
    }
    Path config = Files.writeString(folder.resolve("keyserver.yaml"), CONFIG);
    Identity identity =
        new Identity(
            List.of(Certificate.parse(self.certificate())), new PrivateKeyDer(self.pkcs8()));
    return new TrainingFiles(config, identity, hosts);
  }

  private static void write(Path folder, String name, SelfSigned pair) throws IOException {
    Files.writeString(
        folder.resolve(name + ".pem"), PemBlock.write(PemBlock.CERTIFICATE, pair.certificate()));
    Files.writeString(folder.resolve(name + ".key"), PemBlock.write("PRIVATE KEY", pair.pkcs8()));
  }
}
