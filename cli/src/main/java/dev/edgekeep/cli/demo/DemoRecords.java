package dev.edgekeep.cli.demo;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.daemon.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Creates the demo's records over the API, as a user would: a site with three hosts that trust the
 * managed client CA, and a client certificate. Blocks; one thread.
 */
final class DemoRecords {
  static final String SITE = "localhost";

  private static final String SITE_PATH = "/sites/" + SITE;
  private static final String ORIGIN_PATH = SITE_PATH + "/origins/demo";
  private static final String KEY_SERVER = "demo";

  private final ApiClient api;
  private final DemoFiles files;

  DemoRecords(ApiClient api, DemoFiles files) {
    this.api = api;
    this.files = files;
  }

  /** Returns whether the records exist. */
  boolean exist() throws CommandFailure, IOException, InterruptedException {
    return api.find(new ApiPath(SITE_PATH)) != null;
  }

  /**
   * Creates the records, or replaces the certificates of existing ones.
   *
   * @param originPort the port of the demo origin
   * @param keyServerPort the port of the key server
   */
  void create(int originPort, int keyServerPort)
      throws CommandFailure, IOException, InterruptedException {
    if (!exist()) {
      post("/sites", Map.of("name", SITE));
    }
    point(originPort, keyServerPort);
    Map<String, Object> held = certificate("server", "privateKey", text(files.key("server")));
    Map<String, Object> keyless = certificate("keyless", "keyServer", KEY_SERVER);
    String server = post("/certificates", held).path("id").asString();
    host(DemoFiles.REQUIRE_HOST, server, "require");
    host(DemoFiles.REQUEST_HOST, server, "request");
    host(DemoFiles.KEYLESS_HOST, post("/certificates", keyless).path("id").asString(), "request");
    List<String> hosts =
        List.of(DemoFiles.REQUIRE_HOST, DemoFiles.REQUEST_HOST, DemoFiles.KEYLESS_HOST);
    put(SITE_PATH + "/client-ca/hosts", Map.of("hosts", hosts));
  }

  /** Sets the addresses of the origin and the key server. */
  void point(int originPort, int keyServerPort)
      throws CommandFailure, IOException, InterruptedException {
    put(ORIGIN_PATH, Map.of("servers", List.of("http://127.0.0.1:%d".formatted(originPort))));
    put(
        "/key-servers/" + KEY_SERVER,
        Map.of(
            "addresses",
            List.of("127.0.0.1:%d".formatted(keyServerPort)),
            "identity",
            Map.of(
                "chain", Map.of("pem", text(files.certificate("edge"))),
                "key", Map.of("pem", text(files.key("edge")))),
            "trust",
            Map.of("pem", text(files.keyServerCa()))));
  }

  /** Issues the client certificate. */
  void issueClient() throws CommandFailure, IOException, InterruptedException {
    JsonNode issued =
        post(
            SITE_PATH + "/client-certificates",
            Map.of("keyType", "p256", "subject", "CN=demo client,O=Edgekeep demo"));
    files.writeClient(
        issued.path("certificate").asString() + issued.path("chain").asString(),
        issued.path("privateKey").asString());
    files.writeClientCa(api.get(ApiPath.of("client-ca")).path("certificates").asString());
  }

  private Map<String, Object> certificate(String file, String keyMember, String key)
      throws IOException {
    return Map.of("chain", text(files.certificate(file)), keyMember, key);
  }

  private void host(String name, String certificate, String mode)
      throws CommandFailure, IOException, InterruptedException {
    put(
        SITE_PATH + "/hosts/" + name,
        Map.of(
            "certificate", certificate,
            "clientAuth", Map.of("mode", mode),
            "https", Map.of("redirect", 308),
            "forward", Map.of("clientCertificate", List.of("rfc9440", "verdict")),
            "origin", "demo"));
  }

  private JsonNode post(String path, Map<String, ?> body)
      throws CommandFailure, InterruptedException {
    return api.post(new ApiPath(path), JsonMapper.shared().valueToTree(body)).body();
  }

  private void put(String path, Map<String, ?> body) throws CommandFailure, InterruptedException {
    api.put(new ApiPath(path), JsonMapper.shared().valueToTree(body), null);
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file);
  }
}
