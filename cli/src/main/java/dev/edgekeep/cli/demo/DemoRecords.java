package dev.edgekeep.cli.demo;

import dev.edgekeep.daemon.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The demo's records in the control plane: a site with three hosts that ask for certificates of the
 * account's managed CA, and a client that has one. Made through the API, as a user would.
 */
final class DemoRecords {
  static final String SITE = "localhost";

  private static final String SITE_PATH = "/sites/" + SITE;
  private static final String ORIGIN_PATH = SITE_PATH + "/origins/demo";
  private static final String KEY_SERVER = "demo";

  private final DemoApi api;
  private final DemoFiles files;

  DemoRecords(DemoApi api, DemoFiles files) {
    this.api = api;
    this.files = files;
  }

  /** Whether they were made before. */
  boolean exist() throws CommandFailure, IOException {
    return api.find(SITE_PATH).isPresent();
  }

  /**
   * Makes them, or replaces the certificates of those that are there.
   *
   * @param originPort where the demo origin listens
   * @param keyServerPort where the key server does
   */
  void make(int originPort, int keyServerPort) throws CommandFailure, IOException {
    if (!exist()) {
      api.post("/sites", Map.of("name", SITE));
    }
    point(originPort, keyServerPort);
    Map<String, Object> held = certificate("server", "privateKey", text(files.key("server")));
    Map<String, Object> keyless = certificate("keyless", "keyServer", KEY_SERVER);
    String server = api.post("/certificates", held).path("id").asString();
    host(DemoFiles.REQUIRE_HOST, server, "require");
    host(DemoFiles.REQUEST_HOST, server, "request");
    host(
        DemoFiles.KEYLESS_HOST,
        api.post("/certificates", keyless).path("id").asString(),
        "request");
    List<String> hosts =
        List.of(DemoFiles.REQUIRE_HOST, DemoFiles.REQUEST_HOST, DemoFiles.KEYLESS_HOST);
    api.put(SITE_PATH + "/client-ca/hosts", Map.of("hosts", hosts));
  }

  /** Has the origin and the key server where they listen now. */
  void point(int originPort, int keyServerPort) throws CommandFailure, IOException {
    api.put(ORIGIN_PATH, Map.of("servers", List.of("http://127.0.0.1:%d".formatted(originPort))));
    api.put(
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

  /** Issues the client's certificate. */
  void issueClient() throws CommandFailure, IOException {
    JsonNode issued =
        api.post(
            SITE_PATH + "/client-certificates",
            Map.of("keyType", "p256", "subject", "CN=demo client,O=Edgekeep demo"));
    files.writeClient(
        issued.path("certificate").asString() + issued.path("chain").asString(),
        issued.path("privateKey").asString());
    files.writeClientCa(api.find("/client-ca").orElseThrow().path("certificates").asString());
  }

  private Map<String, Object> certificate(String file, String keyMember, String key)
      throws IOException {
    return Map.of("chain", text(files.certificate(file)), keyMember, key);
  }

  private void host(String name, String certificate, String mode)
      throws CommandFailure, IOException {
    api.put(
        SITE_PATH + "/hosts/" + name,
        Map.of(
            "certificate", certificate,
            "clientAuth", Map.of("mode", mode),
            "https", Map.of("redirect", 308),
            "forward", Map.of("clientCertificate", List.of("rfc9440", "verdict")),
            "origin", "demo"));
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file);
  }
}
