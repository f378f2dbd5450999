package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.testing.Curl;
import dev.edgekeep.edge.testing.EdgeClients;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.edge.testing.Nginx;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ConnectionLimits;
import dev.edgekeep.snapshot.HealthCheck;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Origin.ProxyVersion;
import dev.edgekeep.testing.Eventually;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Origins that are told their clients by the PROXY protocol. */
class SentProxyProtocolTest {
  private static final String NAME = "request.example.com";
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  @TempDir private Path folder;
  private ProxyOrigin origin;
  private NodeHarness edge;

  @BeforeEach
  void start() throws Exception {
    origin = new ProxyOrigin();
    edge = new NodeHarness(folder);
  }

  private void serve(Origin to) {
    ClientAuth auth = Hosts.auth(Mode.REQUEST, edge.partners);
    edge.serve(
        NAME,
        Hosts.host(NAME, auth, to, edge.server),
        Hosts.host("localhost", auth, to, edge.server));
  }

  @AfterEach
  void stop() throws Exception {
    edge.close();
    origin.close();
  }

  private SSLSocket connect() throws Exception {
    SSLSocket socket = edge.clients.socket(edge.address(), NAME, edge.client);
    socket.startHandshake();
    return socket;
  }

  /** The number of the origin's connection, and its header. */
  private static String[] ask(SSLSocket client) throws Exception {
    String answer = EdgeClients.exchange(client, NAME, "/");
    return answer.substring(answer.lastIndexOf('\n') + 1).split(" ", 2);
  }

  @Test
  void aLineOfVersionOneTellsTheClient() throws Exception {
    serve(origin.origin(ProxyVersion.V1));
    try (SSLSocket client = connect()) {
      assertThat(ask(client)[1])
          .isEqualTo(
              "PROXY TCP4 127.0.0.1 127.0.0.1 %d %d"
                  .formatted(client.getLocalPort(), edge.address().getPort()));
    }
  }

  @Test
  void versionTwoTellsTheClientAndItsCertificate() throws Exception {
    serve(origin.origin(ProxyVersion.V2));
    try (SSLSocket client = connect()) {
      String header = ask(client)[1];
      assertThat(header)
          .startsWith(SIGNATURE + "2111")
          .contains("7f0000017f000001%04x".formatted(client.getLocalPort()))
          .as("authority")
          .contains("02%04x".formatted(NAME.length()) + hex(NAME))
          .as("TLS, a verified certificate, presented on this connection")
          .contains("0700000000")
          .as("version")
          .contains("210007" + hex("TLSv1.3"))
          .as("common name")
          .contains("220006" + hex("client"))
          .as("cipher suite")
          .contains(hex("TLS_AES_"));
    }
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  /** An idle connection of one client gives its place to another client, and is not shared. */
  @Test
  void clientsTakeTurnsWhereTheServerAllowsOneConnection() throws Exception {
    Origin one = origin.origin(ProxyVersion.V2);
    ConnectionLimits single = new ConnectionLimits(1, 10, Eventually.LIMIT);
    serve(
        new Origin(one.name(), one.servers(), one.policy().withConnections(single), null)
            .withProxyProtocol(ProxyVersion.V2));
    try (SSLSocket first = connect();
        SSLSocket second = connect()) {
      for (int round = 0; round < 5; round++) {
        for (SSLSocket client : List.of(first, second)) {
          assertThat(ask(client)[1]).contains("%04x".formatted(client.getLocalPort()));
        }
      }
    }
  }

  /** A connection tells one client: a request of another one on it would be taken for its own. */
  @ParameterizedTest
  @ValueSource(strings = {"V1", "V2"})
  void noTwoClientsShareAConnection(ProxyVersion version) throws Exception {
    serve(origin.origin(version));
    try (SSLSocket one = connect();
        SSLSocket two = connect();
        SSLSocket three = connect()) {
      List<SSLSocket> clients = List.of(one, two, three);
      Set<String> connections = new HashSet<>();
      for (int round = 0; round < 5; round++) {
        for (SSLSocket client : clients) {
          String[] answer = ask(client);
          String port = String.valueOf(client.getLocalPort());
          assertThat(answer[1])
              .contains(
                  version == ProxyVersion.V1 ? port : "%04x".formatted(client.getLocalPort()));
          connections.add(answer[0]);
        }
      }
      assertThat(connections).as("kept from one request to the next").hasSize(3);
    }
  }

  @Test
  void requestsAtTheSameTimeHaveConnectionsOfTheirClientOnly() throws Exception {
    serve(origin.origin(ProxyVersion.V1));
    URI uri = URI.create("https://localhost:" + edge.address().getPort() + "/");
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    List<HttpClient> clients = Stream.of(1, 2, 3).map(i -> http2()).toList();
    for (HttpClient client : clients) {
      client.send(request, BodyHandlers.ofString());
    }
    List<List<CompletableFuture<String>>> answers =
        clients.stream()
            .map(client ->
                IntStream.range(0, 20)
                    .mapToObj(i ->
                        client
                            .sendAsync(request, BodyHandlers.ofString())
                            .thenApply(answer -> answer.body().split(" ", 2)[1]))
                    .toList())
            .toList();
    Set<String> headers = new HashSet<>();
    for (List<CompletableFuture<String>> ofOne : answers) {
      Set<String> own = new HashSet<>();
      for (CompletableFuture<String> answer : ofOne) {
        own.add(answer.get());
      }
      assertThat(own).as("one connection of the client, one header").hasSize(1);
      headers.addAll(own);
    }
    assertThat(headers).hasSize(3);
    clients.forEach(HttpClient::close);
  }

  private HttpClient http2() {
    try {
      return edge.clients.http2(edge.client);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anotherVerdictHasAnotherConnection() throws Exception {
    serve(origin.origin(ProxyVersion.V2));
    try (SSLSocket client = connect()) {
      String[] verified = ask(client);
      edge.revoking(edge.client.leaf());
      serve(origin.origin(ProxyVersion.V2));
      String[] revoked = ask(client);
      assertThat(revoked[0]).isNotEqualTo(verified[0]);
      assertThat(revoked[1])
          .as("presented, and revoked: X509_V_ERR_CERT_REVOKED")
          .contains("0700000017")
          .doesNotContain(hex("client"));
    }
  }

  @Test
  void theConnectionsOfAClientEndWithIt() throws Exception {
    serve(origin.origin(ProxyVersion.V1));
    try (SSLSocket stays = connect()) {
      String kept = ask(stays)[0];
      String gone;
      try (SSLSocket leaves = connect()) {
        gone = ask(leaves)[0];
      }
      Eventually.await("its end", () -> origin.closed().contains(Integer.valueOf(gone)));
      assertThat(ask(stays)[0]).isEqualTo(kept);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"V1", "V2"})
  void aHealthCheckSpeaksForTheEdge(ProxyVersion version) throws Exception {
    HealthCheck check = HealthCheck.of(new HealthCheck.Http("/", HealthCheck.Http.SUCCESS));
    Origin unchecked = origin.origin(version);
    serve(
        new Origin(
            "checked",
            unchecked.servers(),
            unchecked.policy().withHealthCheck(check),
            null,
            version,
            unchecked.forbidden()));
    Eventually.await("a check", () -> !origin.headers().isEmpty());
    assertThat(origin.headers().getFirst())
        .isEqualTo(version == ProxyVersion.V1 ? "PROXY UNKNOWN" : SIGNATURE + "20000000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"V1", "V2"})
  void nginxIsAKnownOrigin(ProxyVersion version) {
    try (Nginx nginx = nginx(" proxy_protocol", "")) {
      serve(toNginx(nginx, false).withProxyProtocol(version));
      assertThat(Curl.of(edge.address(), folder).get("https://" + NAME + "/").output())
          .contains("from 127.0.0.1 of 127.0.0.1 ");
    }
  }

  @Test
  void theHeaderComesBeforeTls() {
    try (Nginx nginx =
        nginx(
            " ssl proxy_protocol",
            "ssl_certificate %s; ssl_certificate_key %s;"
                .formatted(edge.server.chainFile(folder), edge.server.keyFile(folder)))) {
      serve(toNginx(nginx, true).withProxyProtocol(ProxyVersion.V2));
      assertThat(Curl.of(edge.address(), folder).get("https://" + NAME + "/").output())
          .contains("from 127.0.0.1 of 127.0.0.1 ");
    }
  }

  private Nginx nginx(String listen, String settings) {
    return Nginx.http(
        folder,
        listen,
        settings
            + "location / { return 200 'from $proxy_protocol_addr of $proxy_protocol_server_addr ';"
            + " }",
        "");
  }

  private Origin toNginx(Nginx nginx, boolean https) {
    Origin.Tls tls =
        new Origin.Tls(
            List.of(Hosts.certificate(edge.serverRoot.certificate())), "www.example.com", null);
    return new Origin(
        "nginx",
        List.of(new Origin.Server(https, "127.0.0.1", nginx.address().getPort())),
        Origin.LoadBalancing.ROUND_ROBIN,
        Eventually.LIMIT,
        Eventually.LIMIT,
        https ? tls : null);
  }
}
