package dev.edgekeep.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.Processes;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.io.IOException;
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

/** A rule of a site decides about clients of the managed client CA, at the edge of the process. */
class ClientRulesTest {
  private static final String SITE = "/sites/example.com";

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private TestControlPlane control;
  private String token;

  @BeforeEach
  void start() throws Exception {
    control = TestControlPlane.start(folder);
    token = Files.readString(control.tokenFile()).strip();
  }

  @AfterEach
  void stop() {
    control.close();
    http.close();
  }

  @Test
  void onlyClientsWithAVerifiedCertificateGetThrough() throws Exception {
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
    call("PUT", SITE + "/origins/app", Map.of("servers", List.of(control.originUrl())));
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
        HttpRequest.newBuilder(URI.create(control.url() + "/api/v1" + path))
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
    command.add("::127.0.0.1:" + control.edge().getPort());
    command.addAll(more);
    command.add("https://" + host + "/");
    return Processes.run("", command).output().strip();
  }
}
