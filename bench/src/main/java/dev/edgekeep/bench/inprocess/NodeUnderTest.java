package dev.edgekeep.bench.inprocess;

import dev.edgekeep.bench.peers.Credential;
import dev.edgekeep.bench.peers.Credentials;
import dev.edgekeep.config.logs.LogTarget;
import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.edge.EdgeNode;
import dev.edgekeep.edge.NodeOptions;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.HttpsPolicy;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.TlsPolicy;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A node with two hosts with the same certificate. Clients of {@link Credentials#P256_HOST} are
 * verified against the CA {@value #CA}, clients of its second name against {@value #OTHER_CA},
 * which is the same CA with another name.
 */
final class NodeUnderTest implements AutoCloseable {
  static final String CA = "clients";
  static final String OTHER_CA = "others";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Snapshot snapshot;
  private final EdgeNode node;

  NodeUnderTest(X509Certificate clientCa, Credential server, int originPort) throws IOException {
    Origin origin =
        new Origin(
            "app",
            List.of(new Origin.Server(false, "127.0.0.1", originPort)),
            Origin.LoadBalancing.ROUND_ROBIN,
            TIMEOUT,
            TIMEOUT,
            null);
    snapshot = snapshot(parsed(clientCa), server, origin);
    node = EdgeNode.start(snapshot, NodeOptions.of("bench"));
  }

  private static Snapshot snapshot(Certificate clientCa, Credential server, Origin origin) {
    ClientCa ca = new ClientCa(CA, List.of(clientCa), List.of());
    ClientCa other = new ClientCa(OTHER_CA, List.of(clientCa), List.of());
    Map<HostPattern, Host> hosts = new LinkedHashMap<>();
    Host host = host(Credentials.P256_HOST, ca, server, origin);
    Host second = host(Credentials.keyless(Credentials.P256_HOST), other, server, origin);
    hosts.put(host.name(), host);
    hosts.put(second.name(), second);
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Logs off = new Logs(LogTarget.OFF, LogTarget.OFF);
    return Snapshot.builder()
        .node(
            new NodeSettings(
                null, List.of(new Listener(anyPort, false, null)), null, null, Limits.DEFAULT, off))
        .clientCas(Map.of(CA, ca, OTHER_CA, other))
        .origins(Map.of(origin.name(), origin))
        .hosts(hosts)
        .build();
  }

  private static Host host(String name, ClientCa ca, Credential server, Origin origin) {
    return new Host(
        new HostPattern(name),
        List.of(
            new ServerCertificate(
                List.of(parsed(server.certificate())),
                new ServerKey.Held(new PrivateKeyDer(server.privateKey().getEncoded())),
                null)),
        new ClientAuth(ClientAuth.Mode.REQUIRE, List.of(ca), ClientAuth.DEFAULT_MAX_CHAIN_DEPTH),
        TlsPolicy.DEFAULT,
        HttpsPolicy.NONE,
        ForwardPolicy.DEFAULT,
        origin);
  }

  private static Certificate parsed(X509Certificate certificate) {
    try {
      return Certificate.parse(certificate.getEncoded());
    } catch (CertificateEncodingException | CertificateFormatException e) {
      throw new IllegalStateException("a certificate that was just made can be read", e);
    }
  }

  /** The snapshot that the node started with. */
  Snapshot snapshot() {
    return snapshot;
  }

  InetSocketAddress address() {
    return node.addresses().getFirst();
  }

  void apply(Snapshot next) throws IOException {
    node.apply(next);
  }

  @Override
  public void close() {
    node.close();
  }
}
