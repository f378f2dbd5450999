package dev.edgekeep.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.edgekeep.config.material.Secret;
import dev.edgekeep.control.api.ApiEndpoint;
import dev.edgekeep.control.config.ControlConfig;
import dev.edgekeep.control.secret.MasterKeySource;
import dev.edgekeep.control.store.StoreLocation;
import dev.edgekeep.control.token.TokenAuthentication;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.Processes;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A site's rule decides, at the edge of the same process, about clients of the managed CA. */
class ClientRulesTest {
  private static final String SITE = "/sites/example.com";
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private HttpServer origin;
  private ControlProcess process;
  private String token;

  @BeforeEach
  void start() throws Exception {
    origin = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
    origin.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    origin.start();
    process = ControlProcess.start(config());
    token = Files.readString(folder.resolve("admin.token")).strip();
  }

  @AfterEach
  void stop() {
    process.close();
    origin.stop(0);
    http.close();
  }

  private ControlConfig config() {
    Listener listener = new Listener(new InetSocketAddress(LOOPBACK, 0), false, null);
    return ControlConfig.of(
            new ApiEndpoint(new InetSocketAddress(LOOPBACK, 0), null, true),
            new StoreLocation.Sqlite(folder.resolve("edgekeep.db")),
            new MasterKeySource.Plain(
                new Secret.Given("00112233445566778899aabbccddeeff".repeat(2))),
            folder.resolve("admin.token"))
        .limits(new TokenAuthentication.Limits(1_000, Duration.ofMinutes(1), 100_000))
        .edge(
            new NodeSettings("edge-1", List.of(listener), null, null, Limits.DEFAULT, Logs.DEFAULT))
        .build();
  }

  @Test
  void onlyClientsWhoseCertificateIsVerifiedComeThrough() throws Exception {
    makeSite();
    call(
        "POST",
        SITE + "/rules?wait=deployed",
        Map.of(
            "name", "clients only",
            "when", "not tls_client_auth.cert_verified and http.host in {\"api.example.com\"}",
            "action", "block"));
    JsonNode issued = call("POST", SITE + "/client-certificates", Map.of("keyType", "p256"));
    List<String> client = files(issued);
    assertThat(status("api.example.com", List.of())).isEqualTo("403");
    assertThat(status("api.example.com", stranger())).isEqualTo("403");
    assertThat(status("api.example.com", client)).isEqualTo("200");
    assertThat(status("open.example.com", List.of())).isEqualTo("200");
    String certificate = SITE + "/client-certificates/" + issued.path("id").asString();
    call("POST", certificate + "/revoke?wait=deployed", Map.of("reason", "keyCompromise"));
    assertThat(status("api.example.com", client)).isEqualTo("403");
    assertThat(status("open.example.com", client)).isEqualTo("200");
    assertThat(call("GET", "/nodes", Map.of()).at("/items/0/name").asString()).isEqualTo("edge-1");
    JsonNode rule = call("GET", SITE + "/rules/clients%20only", Map.of());
    assertThat(rule.path("matches").asInt()).isEqualTo(3);
  }

  private void makeSite() throws IOException, InterruptedException {
    Credential server =
        TestCa.root("Server Root", KeyType.P_256)
            .issue(Leaf.server("api.example.com", "open.example.com"));
    call("POST", "/sites", Map.of("name", "example.com"));
    String servers = "http://127.0.0.1:%d".formatted(origin.getAddress().getPort());
    call("PUT", SITE + "/origins/app", Map.of("servers", List.of(servers)));
    JsonNode uploaded =
        call(
            "POST",
            "/certificates",
            Map.of("chain", server.chainPem(), "privateKey", server.keyPem()));
    List<String> hosts = List.of("api.example.com", "open.example.com");
    for (String host : hosts) {
      call(
          "PUT",
          SITE + "/hosts/" + host,
          Map.of("certificate", uploaded.path("id").asString(), "origin", "app"));
    }
    call("PUT", SITE + "/client-ca/hosts", Map.of("hosts", hosts));
  }

  private JsonNode call(String method, String path, Map<String, Object> body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(process.url() + "/api/v1" + path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + token)
            .method(
                method,
                method.equals("GET")
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body)))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(path + ": " + response.body()).isBetween(200, 201);
    return JsonMapper.shared().readTree(response.body());
  }

  private List<String> files(JsonNode issued) throws IOException {
    return presenting(
        "client",
        issued.path("certificate").asString() + issued.path("chain").asString(),
        issued.path("privateKey").asString());
  }

  private List<String> stranger() throws IOException {
    Credential stranger =
        TestCa.root("Stranger Root", KeyType.P_256).issue(Leaf.client("stranger"));
    return presenting("stranger", stranger.chainPem(), stranger.keyPem());
  }

  private List<String> presenting(String name, String chain, String key) throws IOException {
    Path certificate = folder.resolve(name + ".pem");
    Path privateKey = folder.resolve(name + ".key");
    Files.writeString(certificate, chain, StandardCharsets.US_ASCII);
    Files.writeString(privateKey, key, StandardCharsets.US_ASCII);
    return List.of("--cert", certificate.toString(), "--key", privateKey.toString());
  }

  /** The status that curl gets for a new connection. */
  private String status(String host, List<String> more) {
    List<String> command =
        new ArrayList<>(List.of("curl", "-sS", "-k", "--max-time", "60", "-o", "/dev/null", "-w"));
    command.add("%{http_code}");
    command.add("--connect-to");
    command.add("::127.0.0.1:" + process.edgeAddresses().getFirst().getPort());
    command.addAll(more);
    command.add("https://" + host + "/");
    return Processes.run("", command).output().strip();
  }
}
