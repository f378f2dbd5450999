package dev.edgekeep.edge;

import static dev.edgekeep.edge.testing.EdgeClients.exchange;
import static dev.edgekeep.edge.testing.Hosts.auth;
import static dev.edgekeep.edge.testing.Hosts.clientCa;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.logs.LogTarget;
import dev.edgekeep.edge.testing.Curl;
import dev.edgekeep.edge.testing.EdgeClients;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.edge.testing.TestOrigin;
import dev.edgekeep.snapshot.AdminEndpoint;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.ForwardPolicy.CertificateHeader;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.Processes;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A revocation by serial number, from the call to its effect on whoever is connected, among a
 * hundred thousand others that are revoked; and its undoing.
 */
class LiveRevocationTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir private Path folder;

  private final TestOrigin origin = new TestOrigin();
  private final TestCa serverRoot = TestCa.root("Server root", KeyType.P_256);
  private final TestCa root = TestCa.root("Client root", KeyType.P_256);
  private final Credential server =
      serverRoot.issue(Leaf.server("www.example.com", "api.example.com", "localhost"));
  private final Credential client = root.issue(Leaf.client("client"));
  private final Credential other = root.issue(Leaf.client("other"));
  private final EdgeClients clients = new EdgeClients(serverRoot.certificate());
  private final SerialSet revoked = manySerials();
  private Snapshot snapshot;
  private EdgeNode node;

  @BeforeEach
  void start() throws IOException {
    snapshot = snapshot();
    node = EdgeNode.start(snapshot, NodeOptions.of("test"));
  }

  @AfterEach
  void stop() {
    node.close();
    origin.close();
  }

  @Test
  void theNextHttp1RequestOfALiveConnectionIsRefusedAndTheConnectionEnds() throws Exception {
    try (SSLSocket socket = socket("www.example.com", client)) {
      assertThat(exchange(socket, "www.example.com", "/one")).startsWith("HTTP/1.1 200");
      revoke(client);
      assertThat(exchange(socket, "www.example.com", "/two")).startsWith("HTTP/1.1 403");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    node.close();
    assertThat(Files.readString(eventLog())).contains("\"revoked\"").contains("request-refused");
  }

  @Test
  void theNextHttp2RequestOfALiveConnectionIsRefused() throws Exception {
    try (HttpClient http = clients.http2(client)) {
      assertThat(EdgeClients.get(http, address(), "/one").statusCode()).isEqualTo(200);
      revoke(client);
      assertThat(EdgeClients.get(http, address(), "/two").statusCode()).isEqualTo(403);
    }
  }

  @Test
  void whereTheHostOnlyAsksTheConnectionGoesOnWithTheVerdictOfNow() throws Exception {
    try (SSLSocket socket = socket("api.example.com", client)) {
      assertThat(exchange(socket, "api.example.com", "/")).contains("verdict: verified");
      revoke(client);
      assertThat(exchange(socket, "api.example.com", "/")).contains("verdict: revoked");
      revoke();
      assertThat(exchange(socket, "api.example.com", "/"))
          .as("a refusal does not outlive its grounds")
          .contains("verdict: verified");
    }
  }

  @Test
  void aNewHandshakeIsRefusedAndAgainWelcomeWhenTheRevocationIsUndone() throws Exception {
    Curl curl = Curl.of(address(), folder).presenting(client);
    assertThat(curl.get("https://www.example.com/").output()).contains(" 200");
    revoke(client);
    assertThat(curl.get("https://www.example.com/").output()).contains("certificate revoked");
    assertThat(curl.with("--tls-max", "1.2").get("https://www.example.com/").output())
        .contains("certificate revoked");
    revoke();
    assertThat(curl.get("https://www.example.com/").output()).contains(" 200");
  }

  @Test
  void theConnectionsOfOthersAreNotTouched() throws Exception {
    try (SSLSocket http1 = socket("www.example.com", other);
        HttpClient http2 = clients.http2(other)) {
      assertThat(exchange(http1, "www.example.com", "/")).startsWith("HTTP/1.1 200");
      assertThat(EdgeClients.get(http2, address(), "/").statusCode()).isEqualTo(200);
      revoke(client);
      assertThat(exchange(http1, "www.example.com", "/")).startsWith("HTTP/1.1 200");
      assertThat(EdgeClients.get(http2, address(), "/").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void noTlsContextIsBuiltAnew() throws Exception {
    try (SSLSocket socket = socket("www.example.com", other)) {
      assertThat(exchange(socket, "www.example.com", "/")).startsWith("HTTP/1.1 200");
    }
    assertThat(hostsPage()).contains("\"tlsContext\":true");
    revoke(client);
    assertThat(hostsPage()).contains("\"tlsContext\":true");
  }

  private String hostsPage() {
    InetSocketAddress admin = Objects.requireNonNull(node.adminAddress());
    return Processes.run(
            "", List.of("curl", "-sS", "http://127.0.0.1:" + admin.getPort() + "/hosts"))
        .output();
  }

  /** The serial numbers that were revoked before, and these. */
  private void revoke(Credential... credentials) throws IOException {
    SerialSet serials = revoked;
    for (Credential credential : credentials) {
      serials = serials.with(new SerialNumber(credential.leaf().getSerialNumber()));
    }
    node.apply(snapshot.withRevokedSerials("partners", serials));
  }

  private static SerialSet manySerials() {
    Random random = new Random(1);
    List<SerialNumber> serials = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      serials.add(new SerialNumber(new BigInteger(126, random)));
    }
    return SerialSet.of(serials);
  }

  private Snapshot snapshot() {
    ClientCa partners = clientCa("partners", root.certificate());
    Origin app = origin.origin();
    Map<HostPattern, Host> hosts = new LinkedHashMap<>();
    for (Host host :
        List.of(
            Hosts.host("www.example.com", auth(Mode.REQUIRE, partners), app, server),
            Hosts.host("localhost", auth(Mode.REQUIRE, partners), app, server),
            telling(Hosts.host("api.example.com", auth(Mode.REQUEST, partners), app, server)))) {
      hosts.put(host.name(), host);
    }
    Logs logs =
        new Logs(
            new LogTarget.ToFile(folder.resolve("access.log").toAbsolutePath()),
            new LogTarget.ToFile(eventLog()));
    return Snapshot.builder()
        .node(
            new NodeSettings(
                null,
                List.of(new Listener(ANY_PORT, false, null)),
                new AdminEndpoint(ANY_PORT, false),
                null,
                Limits.DEFAULT,
                logs))
        .clientCas(Map.of(partners.name(), partners))
        .revokedSerials(Map.of(partners.name(), revoked))
        .origins(Map.of(app.name(), app))
        .hosts(hosts)
        .build();
  }

  /** The same host, whose origin is told the verdict. */
  private static Host telling(Host host) {
    return new Host(
        host.name(),
        host.certificates(),
        host.clientAuth(),
        host.tls(),
        host.https(),
        new ForwardPolicy(
            Set.of(CertificateHeader.VERDICT), ForwardPolicy.DEFAULT_CLIENT_ADDRESS, true),
        host.origin());
  }

  private SSLSocket socket(String name, Credential credential) throws Exception {
    return clients.socket(address(), name, credential);
  }

  private InetSocketAddress address() {
    return node.addresses().getFirst();
  }

  private Path eventLog() {
    return folder.resolve("events.log").toAbsolutePath();
  }
}
