package dev.edgekeep.edge.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.daemon.admin.AdminServer;
import dev.edgekeep.edge.metrics.FeedState;
import dev.edgekeep.edge.metrics.PrometheusMetrics;
import dev.edgekeep.edge.origin.ServerStatus;
import dev.edgekeep.edge.revocation.NoRevocation;
import dev.edgekeep.edge.revocation.RevocationView;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.snapshot.AdminEndpoint;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Origin;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class AdminPagesTest {
  private static final AdminEndpoint ANY_PORT =
      new AdminEndpoint(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), false);

  private final FakeNode node = new FakeNode();
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final HttpClient client = HttpClient.newHttpClient();
  private AdminServer server;

  @BeforeEach
  void start() throws IOException {
    new PrometheusMetrics(registry).connectionOpened();
    server = AdminPages.serve(ANY_PORT, node, registry);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void healthIsToldFromTheFirstMoment() throws Exception {
    HttpResponse<String> answer = get("/healthz");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(answer.body()).startsWith("{\"status\":\"up\",");
  }

  @Test
  void aNodeThatMayNotHaveTheNewestSnapshotIsReadyUnlessAskedStrictly() throws Exception {
    node.readiness = Readiness.READY;
    node.feed = new FeedState(true, 7, null);
    assertThat(get("/readyz?strict").statusCode()).isEqualTo(200);
    node.feed = new FeedState(false, 7, "no message server is connected");
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    HttpResponse<String> stale = get("/readyz?strict");
    assertThat(stale.statusCode()).isEqualTo(503);
    assertThat(stale.body()).contains("\"stale\"").contains("no message server is connected");
    node.readiness = Readiness.DRAINING;
    assertThat(get("/readyz?strict").body()).contains("\"draining\"");
  }

  @Test
  void readinessFollowsTheNode() throws Exception {
    HttpResponse<String> starting = get("/readyz");
    assertThat(starting.statusCode()).isEqualTo(503);
    assertThat(starting.body()).contains("\"status\":\"starting\"", "no snapshot");
    node.readiness = Readiness.READY;
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    node.readiness = Readiness.DRAINING;
    HttpResponse<String> draining = get("/readyz");
    assertThat(draining.statusCode()).isEqualTo(503);
    assertThat(draining.body()).contains("\"status\":\"draining\"");
  }

  @Test
  void metricsAreTextAndOpenMetricsWhereThatIsAccepted() throws Exception {
    HttpResponse<String> text = get("/metrics");
    assertThat(text.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain");
    assertThat(text.body()).contains("\nedgekeep_connections 1.0\n").doesNotContain("# EOF");
    HttpResponse<String> open =
        send(request("/metrics").header("Accept", "application/openmetrics-text;version=1.0.0"));
    assertThat(open.headers().firstValue("content-type").orElseThrow())
        .startsWith("application/openmetrics-text");
    assertThat(open.body()).endsWith("# EOF\n");
  }

  @Test
  void hostsAreListedInPagesByName() throws Exception {
    node.hosts = AdminHosts.named("c.example", "a.example", "*.b.example");
    node.built = "a.example";
    HttpResponse<String> first = get("/hosts?limit=2");
    assertThat(first.body())
        .contains("\"total\":3,\"next\":\"a.example\"}")
        .containsSubsequence("\"name\":\"*.b.example\"", "\"name\":\"a.example\"")
        .doesNotContain("c.example");
    HttpResponse<String> second = get("/hosts?limit=2&after=a.example");
    assertThat(second.body()).contains("c.example", "\"next\":null").doesNotContain("a.example\"");
  }

  @Test
  void aHostIsShownWithItsCertificateAndWhetherItsContextIsBuilt() throws Exception {
    node.hosts = AdminHosts.named("a.example", "b.example");
    node.built = "a.example";
    assertThat(get("/hosts?name=A.example").body())
        .contains("\"name\":\"a.example\",\"mode\":\"off\",\"cas\":[],\"maxChainDepth\":4")
        .contains("\"subject\":\"CN=a.example\",\"issuer\":\"CN=a.example\"")
        .contains("\"keyType\":\"ECDSA P-256\"")
        .containsPattern(
            "\"notAfter\":\"20[0-9T:.-]+Z\",\"sha256\":\"([0-9a-f]{2}:){31}[0-9a-f]{2}\"")
        .contains(
            "\"origin\":\"app\",\"tlsContext\":true,\"origins\":[{\"name\":\"app\",\"servers\":[]}]}");
    assertThat(get("/hosts?name=b.example").body()).contains("\"tlsContext\":false");
    assertThat(get("/hosts?name=z.example").statusCode()).isEqualTo(404);
  }

  @Test
  void aHostWithoutItsKeySaysWhoHasItAndWhatItIsCalledThere() throws Exception {
    node.hosts = AdminHosts.named("a.example");
    node.hosts.replaceAll((name, host) -> Hosts.keyless(host));
    assertThat(get("/hosts?name=a.example").body())
        .containsPattern("\"keyIdentifier\":\"[0-9a-f]{40}\",\"keyServer\":\"vault\"}");
  }

  @Test
  void aNewSnapshotIsListedAtOnce() throws Exception {
    assertThat(get("/hosts").body()).isEqualTo("{\"hosts\":[],\"total\":0,\"next\":null}\n");
    node.hosts = AdminHosts.named("new.example");
    assertThat(get("/hosts").body()).contains("new.example");
  }

  @Test
  void aWrongLimitAndAnUnknownPathAreSaidAsJson() throws Exception {
    for (String limit : new String[] {"0", "-1", "1001", "x", ""}) {
      assertThat(get("/hosts?limit=" + limit).statusCode()).as(limit).isEqualTo(400);
    }
    HttpResponse<String> unknown = get("/nothing");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("\"error\":\"Not Found\"", "/healthz");
  }

  @Test
  void onlyGetAndHeadAreServed() throws Exception {
    HttpResponse<String> post =
        send(request("/healthz").POST(HttpRequest.BodyPublishers.ofString("x")));
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("allow")).hasValue("GET, HEAD");
    HttpResponse<String> head = send(request("/healthz").HEAD());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("content-length").orElse(0)).isPositive();
  }

  @Test
  void aNameThatIsNotLocalIsRefusedAgainstDnsRebinding() throws IOException {
    assertThat(raw("GET /hosts HTTP/1.1\r\nHost: evil.example:9901\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 421 ");
    assertThat(raw("GET /hosts HTTP/1.1\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 421 ");
    for (String local : new String[] {"localhost", "LOCALHOST:9901", "127.0.0.1", "[::1]:80"}) {
      assertThat(raw("GET /healthz HTTP/1.1\r\nHost: " + local + "\r\nConnection: close\r\n\r\n"))
          .as(local)
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void whatIsNotHttpIsAnsweredAndClosed() throws IOException {
    assertThat(raw("\0\1\2 nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void anAddressInUseIsSaid() {
    AdminEndpoint taken = new AdminEndpoint(server.address(), false);
    assertThatThrownBy(() -> AdminPages.serve(taken, node, registry))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(String.valueOf(server.address().getPort()));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + server.address().getPort() + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static final class FakeNode implements NodeView {
    @Override
    public RevocationView revocation() {
      return new NoRevocation();
    }

    @Override
    public List<ServerStatus> servers(Origin origin) {
      return List.of();
    }

    volatile Readiness readiness = Readiness.STARTING;
    volatile @Nullable FeedState feed;
    volatile Map<HostPattern, Host> hosts = new LinkedHashMap<>();
    volatile String built = "";

    @Override
    public Readiness readiness() {
      return readiness;
    }

    @Override
    public @Nullable FeedState feed() {
      return feed;
    }

    @Override
    public Map<HostPattern, Host> hosts() {
      return hosts;
    }

    @Override
    public boolean hasTlsContext(HostPattern host) {
      return host.name().equals(built);
    }
  }
}
