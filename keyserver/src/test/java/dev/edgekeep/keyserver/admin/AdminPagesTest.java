package dev.edgekeep.keyserver.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.daemon.admin.AdminServer;
import dev.edgekeep.keyless.ModulusDigest;
import dev.edgekeep.keyless.SubjectKeyId;
import dev.edgekeep.keyserver.key.KeyInfo;
import dev.edgekeep.testing.Eventually;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminPagesTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final KeyInfo RSA =
      new KeyInfo(
          new SubjectKeyId(1, 2, 3),
          new ModulusDigest(1, 2, 3, 4),
          "RSA-2048",
          "/keys/www.key",
          null);
  private static final KeyInfo ON_TOKEN =
      new KeyInfo(new SubjectKeyId(4, 5, 6), null, "P-256", "token vault, key api", "vault");

  private final View view = new View();
  private final HttpClient client = HttpClient.newHttpClient();
  private AdminServer server;

  private static final class View implements KeyServerView {
    volatile ReloadResult result = new ReloadResult.Reloaded(List.of(RSA), List.of());
    volatile boolean ready = true;
    final AtomicInteger reloads = new AtomicInteger();

    @Override
    public Map<String, Boolean> tokens() {
      return Map.of();
    }

    @Override
    public ReloadResult reload() {
      reloads.incrementAndGet();
      return result;
    }

    @Override
    public List<KeyInfo> keys() {
      return List.of(RSA, ON_TOKEN);
    }

    @Override
    public boolean isReady() {
      return ready;
    }
  }

  @BeforeEach
  void start() throws IOException {
    PrometheusRegistry registry = new PrometheusRegistry();
    Counter.builder().name("edgekeep_keyserver_things").help("Things.").register(registry).inc();
    server = AdminPages.serve(ANY_PORT, view, registry);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"POST, /reload", "GET, /KeylessReloadCerts", "POST, /KeylessReloadCerts"})
  void aReloadListsWhatIsHeldThenAndWhatIsOdd(String method, String path) throws Exception {
    view.result =
        new ReloadResult.Reloaded(List.of(RSA, ON_TOKEN), List.of("/keys/old.key: chmod 600 it"));
    HttpResponse<String> answer = ask(method, path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(answer.body())
        .isEqualTo(
            """
            {"status":"reloaded","keys":[\
            {"ski":"0000000000000001000000000000000200000003","algorithm":"RSA-2048",\
            "modulusDigest":"0000000000000001000000000000000200000000000000030000000000000004",\
            "origin":"/keys/www.key","onToken":false},\
            {"ski":"0000000000000004000000000000000500000006","algorithm":"P-256",\
            "origin":"token vault, key api","onToken":true}],\
            "warnings":["/keys/old.key: chmod 600 it"]}
            """);
    assertThat(view.reloads.get()).isOne();
  }

  @Test
  void aRefusedReloadNamesWhatIsWrong() throws Exception {
    view.result = new ReloadResult.Refused(List.of("/keys/www.key: this is no private key"));
    HttpResponse<String> answer = ask("POST", "/reload");
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body())
        .isEqualTo(
            """
            {"status":"refused; what was held before stays",\
            "problems":["/keys/www.key: this is no private key"]}
            """);
  }

  @Test
  void keysHealthAndMetricsAreShown() throws Exception {
    assertThat(ask("GET", "/keys").body())
        .startsWith("{\"keys\":[{\"ski\":\"0000000000000001")
        .contains("\"onToken\":true");
    assertThat(ask("GET", "/healthz").body()).isEqualTo("{\"status\":\"up\"}\n");
    assertThat(ask("GET", "/readyz").statusCode()).isEqualTo(200);
    assertThat(ask("GET", "/metrics").body()).contains("edgekeep_keyserver_things_total 1.0");
    view.ready = false;
    assertThat(ask("GET", "/readyz").statusCode()).isEqualTo(503);
    assertThat(ask("GET", "/healthz").statusCode()).isEqualTo(200);
    assertThat(view.reloads.get()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"GET, /reload, POST", "POST, /keys, 'GET, HEAD'", "DELETE, /metrics, 'GET, HEAD'"})
  void anotherMethodIsToldWhichThereAre(String method, String path, String allowed)
      throws Exception {
    HttpResponse<String> answer = ask(method, path);
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("allow")).hasValue(allowed);
    assertThat(view.reloads.get()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/reload/", "/reloads", "/keys/1", "/%2e%2e/keys"})
  void anotherPathIsToldWhichThereAre(String path) throws Exception {
    HttpResponse<String> answer = ask("GET", path);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("/KeylessReloadCerts");
  }

  @Test
  void aHeadHasNoBodyAndItsLength() throws Exception {
    HttpResponse<String> answer = ask("HEAD", "/healthz");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-length")).hasValue("16");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void aNameThatWasPointedAtLoopbackIsNotAnswered() throws Exception {
    assertThat(raw("POST /reload HTTP/1.1\r\nHost: attacker.example\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 421 ");
    assertThat(view.reloads.get()).isZero();
  }

  @Test
  void aWebPageCannotHaveABrowserReload() throws Exception {
    assertThat(
            raw(
                """
                POST /reload HTTP/1.1\r
                Host: 127.0.0.1\r
                Origin: https://attacker.example\r
                Content-Length: 0\r
                \r
                """))
        .startsWith("HTTP/1.1 403 ");
    assertThat(view.reloads.get()).isZero();
  }

  /** An image's request has no Origin; a person who types the address is from nowhere. */
  @ParameterizedTest
  @CsvSource({"cross-site, 403, 0", "same-site, 403, 0", "none, 200, 1"})
  void noImageOfAWebPageReloads(String site, int status, int reloads) throws IOException {
    assertThat(
            raw(
                """
                GET /KeylessReloadCerts HTTP/1.1\r
                Host: 127.0.0.1\r
                Sec-Fetch-Site: %s\r
                Connection: close\r
                \r
                """
                    .formatted(site)))
        .startsWith("HTTP/1.1 %d ".formatted(status));
    assertThat(view.reloads.get()).isEqualTo(reloads);
  }

  @Test
  void itListensOnLoopbackOnly() {
    InetSocketAddress everywhere = new InetSocketAddress(0);
    assertThatThrownBy(() -> AdminPages.serve(everywhere, view, new PrometheusRegistry()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a loopback address");
    assertThatThrownBy(() -> AdminPages.serve(server.address(), view, new PrometheusRegistry()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(String.valueOf(server.address().getPort()));
  }

  private HttpResponse<String> ask(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }

  /** With headers that a well-behaved client does not let one set. */
  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket.setSoTimeout((int) Eventually.LIMIT.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
