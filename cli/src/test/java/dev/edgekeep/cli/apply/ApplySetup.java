package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.CommandRun;
import dev.edgekeep.cli.api.ApiDouble;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.cert.Certificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Control planes in several states, and a file to apply to them. */
abstract class ApplySetup {
  static final String FILE =
      """
      certificates:
        www: {chain: {file: www.pem}, privateKey: {pem: KEY}}
      sites:
        example.com:
          origins:
            app: {servers: ["http://127.0.0.1:9000"]}
          hosts:
            www.example.com: {certificate: www, clientAuth: {mode: require}, origin: app}
          clientCa: {hosts: [www.example.com]}
          rules:
            - {name: first, when: not ssl, action: block}
            - {name: second, when: ssl, action: log}
      """;

  @TempDir Path folder;
  final ApiDouble api = new ApiDouble();
  final Credential www = TestCa.root("Root", KeyType.P_256).issue(Leaf.server("www.example.com"));

  @AfterEach
  void stop() {
    api.close();
  }

  /** Runs the command with a file of this content. */
  CommandRun apply(String file, String... options) throws IOException {
    Files.copy(
        www.chainFile(folder), folder.resolve("www.pem"), StandardCopyOption.REPLACE_EXISTING);
    Path written = Files.writeString(folder.resolve("site.yaml"), file);
    List<String> command = new ArrayList<>(List.of("apply", "-f", written.toString()));
    command.addAll(List.of(options));
    return api.run(command.toArray(String[]::new));
  }

  /** The plan for one site. */
  String applied(String site, String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--dry-run");
    return apply("sites:\n  example.com:\n" + site.indent(4), all.toArray(String[]::new)).out();
  }

  /** The calls that were not only reads. */
  List<String> changes() {
    return api.calls().stream().filter(call -> !call.startsWith("GET")).toList();
  }

  /** Nothing exists yet. */
  void nothingThere() {
    for (String list : List.of("certificates", "sites")) {
      api.on("GET /" + list, 200, "{\"items\":[]}");
    }
    api.on("POST /certificates", 201, "{\"id\":\"cert1\"}");
    api.on("POST /sites", 201, "{}");
    api.on("PUT /sites/example.com/origins/app", 201, "{}");
    api.on("PUT /sites/example.com/hosts/www.example.com", 201, "{}");
    api.on("POST /sites/example.com/client-ca/hosts", 200, "{}");
    api.on("PUT /sites/example.com/rules", 200, "{\"items\":[]}");
    api.on("GET /sites/example.com/hosts", 200, "{\"items\":[]}");
  }

  /** Everything is as in the file. */
  void allThere() throws Exception {
    String fingerprint = Certificate.parse(www.leaf().getEncoded()).sha256().toString();
    api.on(
        "GET /certificates",
        200,
        "{\"items\":[{\"id\":\"cert1\",\"name\":\"www\",\"fingerprint\":\"%s\"}]}"
            .formatted(fingerprint));
    api.on("GET /sites", 200, "{\"items\":[{\"name\":\"example.com\"}]}");
    String site = "GET /sites/example.com/";
    api.on(
        site + "origins",
        200,
        "{\"items\":[{\"id\":\"o\",\"name\":\"app\",\"servers\":[\"http://127.0.0.1:9000\"]}]}");
    api.on(
        site + "hosts",
        200,
        """
        {"items":[{"id":"h","name":"www.example.com","certificate":"cert1","origin":"app",
          "clientAuth":{"mode":"require","cas":["managed"]},"createdAt":"x"}]}\
        """);
    api.on(site + "client-ca/hosts", 200, "{\"hosts\":[\"www.example.com\"]}");
    api.on(
        site + "rules",
        200,
        """
        {"items":[{"id":"r1","name":"first","when":"not ssl","action":"block","enabled":true},
          {"id":"r2","name":"second","when":"ssl","action":"log","enabled":true}]}\
        """);
  }

  /** A second site with one of each, another certificate and a key server. */
  void moreThanTheFileNames() throws Exception {
    allThere();
    String fingerprint = Certificate.parse(www.leaf().getEncoded()).sha256().toString();
    api.on(
        "GET /certificates",
        200,
        """
        {"items":[{"id":"cert1","name":"www","fingerprint":"%s"},
          {"id":"cert2","name":"old","fingerprint":"00","names":["old.example"]},
          {"id":"cert3","name":"","fingerprint":"01","names":["a.example","b.example"]}]}\
        """
            .formatted(fingerprint));
    api.on(
        "GET /sites", 200, "{\"items\":[{\"name\":\"example.com\"},{\"name\":\"old.example\"}]}");
    api.on("GET /key-servers", 200, "{\"items\":[{\"name\":\"vault\"},{\"name\":\"old\"}]}");
    String old = "GET /sites/old.example/";
    api.on(old + "client-certificates", 200, "{\"items\":[]}");
    api.on(old + "origins", 200, "{\"items\":[{\"id\":\"o\",\"name\":\"app\"}]}");
    api.on(old + "hosts", 200, "{\"items\":[{\"id\":\"h\",\"name\":\"www.old.example\"}]}");
    api.on(old + "client-ca/hosts", 200, "{\"hosts\":[\"www.old.example\"]}");
    api.on(old + "client-cas", 200, "{\"items\":[{\"id\":\"c1\",\"name\":\"partners\"}]}");
    api.on(old + "client-cas/c1/hosts", 200, "{\"hosts\":[\"www.old.example\"]}");
    api.on(old + "rules", 200, "{\"items\":[{\"id\":\"r9\",\"name\":\"last\",\"when\":\"ssl\"}]}");
    for (String gone :
        List.of(
            "/sites/old.example/hosts/www.old.example",
            "/sites/old.example/origins/app",
            "/sites/old.example/client-cas/c1",
            "/sites/old.example",
            "/certificates/cert2",
            "/certificates/cert3",
            "/key-servers/old",
            "/key-servers/vault")) {
      api.on("DELETE " + gone, 204, "");
    }
    api.on("PUT /sites/old.example/rules", 200, "{\"items\":[]}");
  }

  /** A host that is bound to two CAs, another on request, and a wildcard. */
  void hostsOfAllModes() {
    api.on("GET /sites", 200, "{\"items\":[{\"name\":\"example.com\"}]}");
    String site = "/sites/example.com/";
    api.on("GET " + site + "origins", 200, "{\"items\":[{\"id\":\"o\",\"name\":\"app\"}]}");
    api.on(
        "GET " + site + "hosts",
        200,
        """
        {"items":[
          {"id":"a","name":"*.example.com","certificate":"c","origin":"app",
           "clientAuth":{"mode":"require","cas":["managed"]}},
          {"id":"h","name":"www.example.com","certificate":"c","origin":"app",
           "clientAuth":{"mode":"require","cas":["managed"]}},
          {"id":"k","name":"api.example.com","certificate":"c","origin":"app",
           "clientAuth":{"mode":"request","cas":["managed"]}}]}\
        """);
    api.on(
        "GET " + site + "client-ca/hosts",
        200,
        "{\"hosts\":[\"*.example.com\",\"www.example.com\",\"api.example.com\"]}");
    api.on(
        "GET " + site + "client-cas", 200, "{\"items\":[{\"id\":\"c1\",\"name\":\"partners\"}]}");
    api.on("GET " + site + "client-cas/c1/hosts", 200, "{\"hosts\":[]}");
    api.on("GET " + site + "rules", 200, "{\"items\":[]}");
    for (String host : List.of("*.example.com", "www.example.com", "api.example.com")) {
      api.on("PUT " + site + "hosts/" + host, 200, "{}");
      api.on("DELETE " + site + "hosts/" + host, 204, "");
      api.on("DELETE " + site + "client-ca/hosts/" + host, 200, "{\"hosts\":[]}");
    }
    api.on("PUT " + site + "hosts/new.example.com", 201, "{}");
    api.on("PUT " + site + "rules", 200, "{\"items\":[]}");
  }
}
