package dev.edgekeep.edge.tls.toy;

import static dev.edgekeep.edge.testing.Hosts.auth;
import static dev.edgekeep.edge.testing.Hosts.clientCa;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.logs.LogTarget;
import dev.edgekeep.edge.EdgeNode;
import dev.edgekeep.edge.NodeOptions;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.testing.EdgeClients;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.edge.testing.RecordingEvents;
import dev.edgekeep.edge.testing.TestOrigin;
import dev.edgekeep.rules.ParseResult;
import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.RuleAction;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A protocol beside TLS on the same listener, told apart by its first bytes: verdict, rules,
 * headers for the origin, events and revocations work with it as with TLS.
 */
class SecondProtocolTest {
  private static final String WWW = "www.example.com";
  private static final String API = "api.example.com";

  @TempDir private Path folder;

  private final TestOrigin origin = new TestOrigin();
  private final TestCa serverRoot = TestCa.root("Server root", KeyType.P_256);
  private final TestCa root = TestCa.root("Client root", KeyType.P_256);
  private final Credential server = serverRoot.issue(Leaf.server(WWW, API));
  private final Credential client = root.issue(Leaf.client("client"));
  private final Credential stranger =
      TestCa.root("Strangers", KeyType.P_256).issue(Leaf.client("stranger"));
  private final RecordingEvents events = new RecordingEvents();
  private Snapshot snapshot;
  private EdgeNode node;

  @BeforeEach
  void start() throws IOException {
    snapshot = snapshot();
    NodeOptions options = NodeOptions.of("test").withTap(events).withProtocol(new ToyProtocol());
    node = EdgeNode.start(snapshot, options);
  }

  @AfterEach
  void stop() {
    node.close();
    origin.close();
  }

  @Test
  void bothProtocolsAreServedOnOneListener() throws Exception {
    EdgeClients tls = new EdgeClients(serverRoot.certificate());
    try (ToyClient toy = connect(WWW, client);
        SSLSocket socket = tls.socket(address(), WWW, client)) {
      assertThat(toy.get(WWW, "/toy")).startsWith("HTTP/1.1 200").contains("GET /toy");
      assertThat(EdgeClients.exchange(socket, WWW, "/tls")).startsWith("HTTP/1.1 200");
      assertThat(toy.get(WWW, "/again")).startsWith("HTTP/1.1 200").contains("GET /again");
    }
  }

  @Test
  void theVerdictIsThatOfTheHostsTrust() throws IOException {
    assertRefused(stranger, 48, "chain-incomplete", "CN=stranger");
    assertRefused(null, 116, "absent", null);
    try (ToyClient toy = connect(API, stranger)) {
      assertThat(toy.get(API, "/")).contains("verdict: chain-incomplete");
    }
    try (ToyClient toy = connect(API, null)) {
      assertThat(toy.get(API, "/")).contains("verdict: absent");
    }
  }

  private void assertRefused(
      @Nullable Credential credential, int alert, String verdict, @Nullable String subject)
      throws IOException {
    try (ToyClient toy = connect(WWW, credential)) {
      assertThat(toy.alert()).isEqualTo(alert);
      assertThat(toy.isAtEnd()).isTrue();
    }
    EdgeEvent event = events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED);
    assertThat(event.verdict()).isNotNull().extracting(found -> found.label()).isEqualTo(verdict);
    assertThat(event.host()).isEqualTo(WWW);
    assertThat(event.subject()).isEqualTo(subject);
    assertThat(event.acceptableCas()).containsExactly("CN=Client root");
  }

  @Test
  void aHostThatIsUnknownIsRefusedForTheSameReason() throws IOException {
    try (ToyClient toy = connect("other.example.com", client)) {
      assertThat(toy.isAtEnd()).as("after the alert, which is a record of TLS").isFalse();
    }
    EdgeEvent event = events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED);
    assertThat(event.detail()).startsWith("unknown-host: ");
    assertThat(event.host()).isEqualTo("other.example.com");
  }

  @Test
  void rulesSeeTheProtocolAndTheClient() throws IOException {
    node.apply(
        snapshot.withRules(
            List.of(
                blocking("toys", "tls.version == \"TOY\" && http.request.uri.path == \"/no\""))));
    try (ToyClient toy = connect(WWW, client)) {
      assertThat(toy.get(WWW, "/yes")).startsWith("HTTP/1.1 200");
      assertThat(toy.get(WWW, "/no")).startsWith("HTTP/1.1 403");
    }
    assertThat(events.next(EdgeEvent.Kind.REQUEST_BLOCKED).rule()).isEqualTo("toys");
  }

  @Test
  void aRevocationReachesALiveConnection() throws IOException {
    try (ToyClient toy = connect(WWW, client)) {
      assertThat(toy.get(WWW, "/one")).startsWith("HTTP/1.1 200");
      revokeClient();
      assertThat(toy.get(WWW, "/two")).startsWith("HTTP/1.1 403");
      assertThat(toy.isAtEnd()).isTrue();
    }
    try (ToyClient toy = connect(WWW, client)) {
      assertThat(toy.alert()).isEqualTo(44);
    }
  }

  @Test
  void aSessionIsResumedOnItsHostOnly() throws IOException {
    byte[] session;
    try (ToyClient toy = connect(WWW, client)) {
      session = toy.session();
    }
    try (ToyClient toy = ToyClient.connect(address(), WWW, session, null)) {
      assertThat(toy.isResumed()).isTrue();
      assertThat(toy.get(WWW, "/")).startsWith("HTTP/1.1 200");
    }
    try (ToyClient toy = ToyClient.connect(address(), API, session, null)) {
      assertThat(toy.isResumed()).isFalse();
      assertThat(toy.get(API, "/")).contains("verdict: absent");
    }
    revokeClient();
    try (ToyClient toy = ToyClient.connect(address(), WWW, session, client)) {
      assertThat(toy.alert()).isEqualTo(44);
    }
  }

  private ToyClient connect(String host, @Nullable Credential credential) throws IOException {
    return ToyClient.connect(address(), host, ToyClient.NO_SESSION, credential);
  }

  private InetSocketAddress address() {
    return node.addresses().getFirst();
  }

  private void revokeClient() throws IOException {
    SerialNumber serial = new SerialNumber(client.leaf().getSerialNumber());
    node.apply(snapshot.withRevokedSerials("partners", SerialSet.of(List.of(serial))));
  }

  private static Rule blocking(String name, String when) {
    return switch (RuleExpression.parse(when)) {
      case ParseResult.Parsed<RuleExpression>(RuleExpression read) ->
          new Rule(name, read, RuleAction.Block.FORBIDDEN, true, null);
      case ParseResult.Invalid<RuleExpression>(var problems) ->
          throw new AssertionError(problems.toString());
    };
  }

  private Snapshot snapshot() {
    ClientCa partners = clientCa("partners", root.certificate());
    Origin app = origin.origin();
    Map<HostPattern, Host> hosts = new LinkedHashMap<>();
    for (Host host :
        List.of(
            Hosts.host(WWW, auth(Mode.REQUIRE, partners), app, server),
            telling(Hosts.host(API, auth(Mode.REQUEST, partners), app, server)))) {
      hosts.put(host.name(), host);
    }
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Logs logs =
        new Logs(
            new LogTarget.ToFile(folder.resolve("access.log").toAbsolutePath()),
            new LogTarget.ToFile(folder.resolve("events.log").toAbsolutePath()));
    return Snapshot.builder()
        .node(
            new NodeSettings(
                null,
                List.of(new Listener(anyPort, false, null)),
                null,
                null,
                Limits.DEFAULT,
                logs))
        .clientCas(Map.of(partners.name(), partners))
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
            Set.of(ForwardPolicy.CertificateHeader.VERDICT),
            ForwardPolicy.DEFAULT_CLIENT_ADDRESS,
            true),
        host.origin());
  }
}
