package dev.edgekeep.cli.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.CommandRun;
import dev.edgekeep.cli.control.TestControlPlane;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * After {@code apply} of any file, whatever was applied before, {@code get} shows what the file
 * says, and the same file changes nothing.
 */
class AppliedFilesTest {
  /** All optional members, of which each file has some. */
  private static final String ALL =
      """
      {"keyServers": {"vault": {"addresses": ["127.0.0.1:1"], "identity": {"chain": EDGE, "key": EDGEKEY},
          "trust": CA, "serverName": "ks.internal", "timeoutMillis": 500}},
       "certificates": {"www": {"chain": WWW, "privateKey": WWWKEY}},
       "sites": {"example.com": {
         "origins": {"app": {"servers": ["https://192.0.2.1"], "loadBalancing": "random",
             "healthCheck": {"path": "/healthz", "intervalMillis": 9000, "expectStatus": ["200-299", 304]},
             "ejection": {"consecutiveFailures": 2, "maxPercent": 10},
             "retries": {"attempts": 1, "on": ["connect"], "budgetPercent": 10},
             "connections": {"maxPerServer": 9, "queue": 1},
             "tls": {"trust": CA, "serverName": "app.internal",
                 "identity": {"chain": EDGE, "keyServer": "vault"}}}},
         "clientCas": {"partners": {"certificates": CA, "hosts": ["www.example.com"],
             "revoked": {"url": "http://192.0.2.1/x.crl", "refreshSeconds": 900},
             "ocsp": {"mode": "soft", "timeoutMillis": 700}}},
         "hosts": {"www.example.com": {"certificate": "www", "origin": "app",
             "clientAuth": {"mode": "request", "maxChainDepth": 3},
             "tls": {"minVersion": "1.3"},
             "https": {"redirect": 308, "hsts": {"maxAgeSeconds": 9, "preload": false}},
             "forward": {"clientCertificate": ["verdict"], "clientAddress": "X-Real-IP",
                 "headers": {"X-A": "${request.id}", "X-B": "b"}},
             "compression": {"minBytes": 5000, "allowAuthenticated": true},
             "limits": {"requestBodyBytes": 1000, "requestTimeoutMillis": 5000},
             "errorPages": {"502": {"text": "bad"}, "503": {"text": "later"}},
             "maintenance": false,
             "routes": [{"path": "/api/*", "rewrite": {"prefix": "/"}}]}},
         "rules": [
             {"name": "one", "when": "ssl", "action": {"block": {"status": 451, "body": "no"}}, "enabled": false},
             {"name": "two", "when": "ssl", "action": {"respond": {"status": 200, "body": "x", "contentType": "text/plain"}}}]
       }}}
      """;

  /** Members that a record cannot be without. */
  private static final Set<String> REQUIRED =
      Set.of(
          "prefix",
          "clientAuth",
          "keyServers",
          "vault",
          "addresses",
          "identity",
          "chain",
          "key",
          "keyServer",
          "certificates",
          "www",
          "privateKey",
          "sites",
          "example.com",
          "origins",
          "app",
          "servers",
          "path",
          "clientCas",
          "partners",
          "mode",
          "url",
          "hosts",
          "www.example.com",
          "certificate",
          "origin",
          "maxAgeSeconds",
          "rules",
          "name",
          "when",
          "action",
          "block",
          "respond",
          "trust",
          "text",
          "body");

  private static final Set<String> READ_ONLY =
      Set.of(
          "id", "name", "createdAt", "updatedAt", "warnings", "unreadable", "health", "lastCheck");

  private final Random random = new Random(20_261_130);
  private final JsonMapper json = JsonMapper.shared();

  @TempDir private Path folder;
  private TestControlPlane control;
  private ObjectNode all;

  @BeforeEach
  void start() throws Exception {
    control = TestControlPlane.start(folder);
    TestCa ca = TestCa.root("CA", KeyType.P_256);
    Credential www = ca.issue(Leaf.server("www.example.com"));
    Credential edge = ca.issue(Leaf.client("edge"));
    all =
        (ObjectNode)
            json.readTree(
                ALL.replace("WWWKEY", quoted(www.keyPem()))
                    .replace("WWW", quoted(www.chainPem()))
                    .replace("EDGEKEY", quoted(edge.keyPem()))
                    .replace("EDGE", quoted(edge.chainPem()))
                    .replace("CA,", quoted(ca.pem()) + ","));
  }

  @AfterEach
  void stop() {
    control.close();
  }

  private String quoted(String text) {
    return json.writeValueAsString(text);
  }

  @Test
  void getShowsWhatTheLastFileSays() throws IOException {
    for (int i = 0; i < 25; i++) {
      ObjectNode file = (ObjectNode) some(all);
      Path written = Files.writeString(folder.resolve("file.json"), file.toPrettyString());
      CommandRun run = control.run("apply", "--yes", "-f", written.toString());
      assertThat(run.status()).as("file %d: %s%n%s", i, run.err(), file.toPrettyString()).isZero();
      JsonNode site = file.path("sites").path("example.com");
      requireShown(site.path("origins").path("app"), "origin", "get", "app");
      requireShown(file.path("keyServers").path("vault"), "key-servers", "get", "vault");
      ObjectNode host = (ObjectNode) site.path("hosts").path("www.example.com").deepCopy();
      requireShown(host, "host", "get", "www.example.com");
      ObjectNode ca = (ObjectNode) site.path("clientCas").path("partners").deepCopy();
      requireShown(ca.retain("revoked", "ocsp"), "ca", "get", "partners");
      CommandRun again = control.run("apply", "--dry-run", "-f", written.toString());
      assertThat(again.out()).as(again.err()).contains("othing to change");
    }
  }

  /** The same without some of its optional members; lists of objects are kept whole. */
  private JsonNode some(JsonNode node) {
    if (node instanceof ArrayNode array) {
      ArrayNode kept = json.createArrayNode();
      array.forEach(each -> kept.add(each.isObject() ? some(each) : each));
      return kept;
    }
    if (!(node instanceof ObjectNode object)) {
      return node;
    }
    ObjectNode kept = json.createObjectNode();
    List<String> names = new ArrayList<>(object.propertyNames());
    for (String name : names) {
      if (REQUIRED.contains(name) || random.nextInt(3) > 0) {
        kept.set(name, some(object.get(name)));
      }
    }
    return kept;
  }

  private void requireShown(JsonNode wanted, String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("-o", "json"));
    CommandRun run = control.run(arguments.toArray(String[]::new));
    ObjectNode shown = (ObjectNode) json.readTree(run.out());
    ObjectNode compared = shown.deepCopy();
    for (String name : shown.propertyNames()) {
      if (READ_ONLY.contains(name) && !wanted.has(name)) {
        compared.remove(name);
      }
    }
    if (command[0].equals("ca")) {
      compared.retain("revoked", "ocsp");
    }
    if (command[0].equals("host")) {
      compared.remove("certificate");
      compared.remove("clientAuth");
      ((ObjectNode) wanted).remove(List.of("certificate", "clientAuth"));
    }
    ObjectNode expected = (ObjectNode) wanted.deepCopy();
    if (expected.path("identity") instanceof ObjectNode identity) {
      identity.remove("key");
    }
    assertThat((JsonNode) compared).as(String.join(" ", command)).isEqualTo(expected);
  }
}
