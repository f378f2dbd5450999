package dev.edgekeep.edge;

import static dev.edgekeep.edge.testing.EdgeClients.exchange;
import static dev.edgekeep.edge.testing.Hosts.auth;
import static dev.edgekeep.edge.testing.Hosts.clientCa;
import static dev.edgekeep.edge.testing.Hosts.host;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.config.logs.LogTarget;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.testing.Curl;
import dev.edgekeep.edge.testing.EdgeClients;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.edge.testing.RecordingEvents;
import dev.edgekeep.edge.testing.TestOrigin;
import dev.edgekeep.snapshot.AdminEndpoint;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole node on loopback: real clients, a real origin, snapshots put in force while it serves.
 */
class EdgeNodeTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir private Path folder;

  private final TestOrigin origin = new TestOrigin();
  private final TestCa serverRoot = TestCa.root("Server root", KeyType.P_256);
  private final TestCa root = TestCa.root("Client root", KeyType.P_256);
  private final ClientCa partners = clientCa("partners", root.certificate());
  private final Credential server =
      serverRoot.issue(
          Leaf.server("www.example.com", "api.example.com", "open.example.com", "localhost"));
  private final Credential client = root.issue(Leaf.client("client"));
  private final Credential stranger =
      TestCa.root("Strangers", KeyType.P_256).issue(Leaf.client("stranger"));
  private final EdgeClients clients = new EdgeClients(serverRoot.certificate());
  private final RecordingEvents tapped = new RecordingEvents();
  private EdgeNode node;

  @BeforeEach
  void start() throws IOException {
    node = EdgeNode.start(snapshot(hosts(partners)), NodeOptions.of("test").withTap(this::tap));
  }

  private void tap(EdgeEvent event) {
    tapped.record(event);
    throw new IllegalStateException("a tap that fails");
  }

  @AfterEach
  void stop() {
    node.close();
    origin.close();
  }

  @Test
  void aClientIsLetInByItsCertificateAndRefusedWithout() {
    Curl curl = Curl.of(node.addresses().getFirst(), folder);
    assertThat(curl.presenting(client).get("https://www.example.com/hello").output())
        .contains("200")
        .contains("GET /hello");
    assertThat(curl.get("https://www.example.com/").status()).isIn(55, 56);
    assertThat(curl.presenting(stranger).get("https://www.example.com/").output())
        .contains("unknown ca");
    assertThat(curl.with("--http1.1").presenting(client).get("https://www.example.com/").output())
        .contains("HTTP/1.1 200");
    assertThat(curl.with("--http2").presenting(client).get("https://www.example.com/").output())
        .contains("HTTP/2 200");
  }

  @Test
  void whoeverRunsTheNodeGetsItsEventsWholeAndDoesNoHarmByFailing() {
    Curl curl = Curl.of(node.addresses().getFirst(), folder);
    curl.presenting(stranger).get("https://www.example.com/");
    EdgeEvent event = tapped.next(EdgeEvent.Kind.HANDSHAKE_REFUSED);
    assertThat(event.host()).isEqualTo("www.example.com");
    assertThat(event.serial()).isNotNull();
    assertThat(event.acceptableCas()).hasSize(1);
    assertThat(curl.presenting(client).get("https://www.example.com/").output()).contains("200");
  }

  @Test
  void inModeRequestEverybodyComesInAndTheLogKnowsWho() throws IOException {
    Curl curl = Curl.of(node.addresses().getFirst(), folder);
    assertThat(curl.get("https://api.example.com/").output()).contains("200");
    assertThat(curl.presenting(stranger).get("https://api.example.com/").output()).contains("200");
    assertThat(curl.presenting(client).get("https://api.example.com/").output()).contains("200");
    node.close();
    assertThat(Files.readAllLines(accessLog()))
        .anySatisfy(line -> assertThat(line).contains("\"absent\""))
        .anySatisfy(line -> assertThat(line).contains("\"verified\""))
        .anySatisfy(
            line -> assertThat(line).containsAnyOf("\"untrusted\"", "\"chain-incomplete\""));
  }

  @Test
  void takingASnapshotDropsNoRequest() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger answered = new AtomicInteger();
    List<String> failures = new CopyOnWriteArrayList<>();
    Thread load =
        Thread.ofVirtual()
            .start(() -> {
              try (SSLSocket socket =
                  clients.socket(node.addresses().getFirst(), "www.example.com", client)) {
                while (!done.get()) {
                  String answer = exchange(socket, "www.example.com", "/");
                  if (answer.startsWith("HTTP/1.1 200")) {
                    answered.incrementAndGet();
                  } else {
                    failures.add(answer);
                    return;
                  }
                }
              } catch (IOException | GeneralSecurityException e) {
                failures.add(e.toString());
              }
            });
    Credential renewed =
        serverRoot.issue(
            Leaf.server("www.example.com", "api.example.com", "open.example.com", "localhost"));
    for (int round = 0; round < 20; round++) {
      int before = answered.get();
      node.apply(snapshot(hosts(partners, round % 2 == 0 ? renewed : server)));
      try (SSLSocket fresh =
          clients.socket(node.addresses().getFirst(), "www.example.com", client)) {
        assertThat(exchange(fresh, "www.example.com", "/")).startsWith("HTTP/1.1 200");
        Certificate shown = fresh.getSession().getPeerCertificates()[0];
        assertThat(shown).isEqualTo((round % 2 == 0 ? renewed : server).leaf());
      }
      Eventually.await(
          "another answer under load", () -> answered.get() > before || !failures.isEmpty());
    }
    done.set(true);
    load.join();
    assertThat(failures).isEmpty();
    assertThat(answered.get()).isGreaterThan(20);
  }

  @Test
  void aNodeThatIsToldToDrainEndsItsConnectionsAndServesAgainWhenToldTo() throws Exception {
    try (SSLSocket before =
        clients.socket(node.addresses().getFirst(), "www.example.com", client)) {
      assertThat(exchange(before, "www.example.com", "/")).startsWith("HTTP/1.1 200");
      node.hold(Duration.ofHours(1));
      node.hold(Duration.ZERO); // told already
      assertThat(node.isHeld()).isTrue();
      assertThat(exchange(before, "www.example.com", "/"))
          .as("balancers have not noticed yet")
          .startsWith("HTTP/1.1 200");
    }
    node.resume();
    node.hold(Duration.ZERO);
    Eventually.await("the listeners are closed", () -> node.addresses().isEmpty());
    node.apply(snapshot(hosts(partners)));
    assertThat(node.addresses()).as("a snapshot opens none").isEmpty();
    node.resume();
    assertThat(node.isHeld()).isFalse();
    try (SSLSocket again = clients.socket(node.addresses().getFirst(), "www.example.com", client)) {
      assertThat(exchange(again, "www.example.com", "/")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void anAddressThatIsTakenRefusesTheSnapshotWhole() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
      Snapshot good = snapshot(Map.of());
      Snapshot bad =
          good.toBuilder()
              .node(
                  new NodeSettings(
                      null,
                      List.of(
                          new Listener(ANY_PORT, false, null), new Listener(address, false, null)),
                      good.admin(),
                      null,
                      good.limits(),
                      good.logs()))
              .build();
      assertThatThrownBy(() -> node.apply(bad))
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
    }
    assertThat(
            Curl.of(node.addresses().getFirst(), folder)
                .presenting(client)
                .get("https://www.example.com/")
                .output())
        .contains("200");
  }

  @Test
  void drainingLetsTheRequestUnderWayFinishAndClosesIdleConnections() throws Exception {
    try (SSLSocket idle = clients.socket(node.addresses().getFirst(), "open.example.com", client);
        SSLSocket busy = clients.socket(node.addresses().getFirst(), "open.example.com", client)) {
      assertThat(exchange(idle, "open.example.com", "/")).startsWith("HTTP/1.1 200");
      busy.getOutputStream()
          .write(
              "POST /slow HTTP/1.1\r\nHost: open.example.com\r\nContent-Length: 4\r\n\r\nab"
                  .getBytes(StandardCharsets.US_ASCII));
      busy.getOutputStream().flush();
      Eventually.await("a request under way", () -> origin.hasBegun("/slow"));
      Thread drain = Thread.ofVirtual().start(() -> node.drain());
      assertThat(idle.getInputStream().read()).isEqualTo(-1);
      busy.getOutputStream().write("cd".getBytes(StandardCharsets.US_ASCII));
      busy.getOutputStream().flush();
      String answer = new String(busy.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200").endsWith("abcd");
      drain.join();
    }
  }

  @Test
  void theAdminServerKnowsTheHosts() throws Exception {
    InetSocketAddress admin = Objects.requireNonNull(node.adminAddress());
    String base = "http://127.0.0.1:" + admin.getPort();
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(body(http, base + "/readyz")).contains("ready");
      assertThat(body(http, base + "/hosts")).contains("www.example.com").contains("require");
      assertThat(body(http, base + "/metrics")).contains("edgekeep_");
    }
  }

  private static String body(HttpClient http, String uri) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private List<Host> hosts(ClientCa ca, Credential... certificate) {
    Credential shown = certificate.length == 0 ? server : certificate[0];
    return List.of(
        host("www.example.com", auth(Mode.REQUIRE, ca), origin.origin(), shown),
        host("api.example.com", auth(Mode.REQUEST, ca), origin.origin(), shown),
        host("localhost", auth(Mode.REQUIRE, ca), origin.origin(), shown),
        host("open.example.com", auth(Mode.OFF), origin.origin(), shown));
  }

  private Snapshot snapshot(List<Host> hosts) {
    Map<HostPattern, Host> byName = new LinkedHashMap<>();
    hosts.forEach(host -> byName.put(host.name(), host));
    return snapshot(byName);
  }

  private Snapshot snapshot(Map<HostPattern, Host> hosts) {
    Origin app = origin.origin();
    Logs logs = new Logs(new LogTarget.ToFile(accessLog()), new LogTarget.ToFile(eventLog()));
    return Snapshot.builder()
        .node(
            new NodeSettings(
                null,
                List.of(new Listener(ANY_PORT, false, null)),
                new AdminEndpoint(ANY_PORT, false),
                null,
                Limits.DEFAULT,
                logs))
        .clientCas(Hosts.clientCas(hosts.values().toArray(Host[]::new)))
        .origins(Map.of(app.name(), app))
        .hosts(hosts)
        .build();
  }

  private Path accessLog() {
    return folder.resolve("access.log").toAbsolutePath();
  }

  private Path eventLog() {
    return folder.resolve("events.log").toAbsolutePath();
  }
}
