package dev.edgekeep.fleet.nats;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.NatsServer;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.GeneralName;

/** A message server with accounts and TLS, as the configuration for operators describes it. */
final class AccountsHarness implements AutoCloseable {
  static final SecureRandom RANDOM = new SecureRandom();

  final FeedAccounts accounts =
      new FeedAccounts(AccountKeys.create(RANDOM), InstantSource.system());
  final TestCa serverCa = TestCa.root("message servers", KeyType.P_256);
  final TestCa nodeCa = TestCa.root("nodes", KeyType.P_256);
  final NatsServer server;
  private final List<FeedConnection> open = new ArrayList<>();

  AccountsHarness(Path folder) throws IOException {
    Credential credential =
        serverCa.issue(
            Leaf.server("nats-1.internal")
                .named(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
    Path clientCas = Files.writeString(folder.resolve("clients.pem"), nodeCa.pem());
    int port = NatsServer.freePort();
    ServerConfiguration configuration =
        new ServerConfiguration(
            "nats-1",
            "127.0.0.1:" + port,
            folder.resolve("store").toString(),
            new ServerConfiguration.Tls(
                credential.chainFile(folder).toString(),
                credential.keyFile(folder).toString(),
                clientCas.toString()),
            null);
    this.server =
        NatsServer.start(folder, port, configuration.text(accounts, accounts.accountJwt(Map.of())));
  }

  FeedTls tls(String name) {
    return new FeedTls(identity(nodeCa.issue(Leaf.client(name))), certificates(serverCa));
  }

  static Identity identity(Credential credential) {
    List<Certificate> chain = new ArrayList<>();
    for (X509Certificate certificate : credential.chain()) {
      chain.add(certificate(certificate));
    }
    return new Identity(chain, new PrivateKeyDer(credential.key().getEncoded()));
  }

  static List<Certificate> certificates(TestCa ca) {
    return List.of(certificate(ca.certificate()));
  }

  private static Certificate certificate(X509Certificate certificate) {
    try {
      return Certificate.parse(certificate.getEncoded());
    } catch (GeneralSecurityException | CertificateFormatException e) {
      throw new AssertionError(e);
    }
  }

  String url() {
    return "tls://127.0.0.1:" + server.port();
  }

  FeedConnection control() {
    NodeIdentity identity = NodeIdentity.create(RANDOM);
    FeedLogin login = new FeedLogin(identity, accounts.controlJwt(identity.publicKey()));
    return connected(FeedOptions.ofControl(List.of(url()), tls("control"), login));
  }

  FeedConnection system() {
    NodeIdentity identity = NodeIdentity.create(RANDOM);
    FeedLogin login = new FeedLogin(identity, accounts.systemJwt(identity.publicKey()));
    return connected(FeedOptions.ofControl(List.of(url()), tls("control"), login));
  }

  FeedOptions nodeOptions(String group, String node, NodeIdentity identity) {
    FeedLogin login = new FeedLogin(identity, accounts.nodeJwt(group, node, identity.publicKey()));
    return FeedOptions.ofNode(node, List.of(url()), tls(node), login)
        .withTimeout(Duration.ofSeconds(2));
  }

  FeedConnection node(String group, String node) {
    return connected(nodeOptions(group, node, NodeIdentity.create(RANDOM)));
  }

  FeedConnection connected(FeedOptions options) {
    FeedConnection connection = opened(options);
    try {
      if (!connection.awaitConnected(Eventually.LIMIT)) {
        throw new AssertionError("not connected");
      }
      return connection;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  FeedConnection opened(FeedOptions options) {
    try {
      FeedConnection connection = FeedConnection.open(options, InstantSource.system());
      open.add(connection);
      return connection;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    open.forEach(FeedConnection::close);
    server.close();
  }
}
