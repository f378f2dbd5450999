package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.EdgeNode;
import dev.edgekeep.edge.NodeOptions;
import dev.edgekeep.snapshot.read.ReadResult;
import dev.edgekeep.snapshot.read.SnapshotReader;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.Processes;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * gRPC through a whole node, with TLS and client certificates, between a client and a server of
 * gRPC for Node. {@code ./test} installs it; without that, {@code npm ci} in {@code src/test/node}
 * of this module does.
 */
final class GrpcJsTest {
  private static final Path SCRIPTS = Path.of("src", "test", "node").toAbsolutePath();

  @TempDir private static Path folder;

  private static Process server;
  private static EdgeNode node;

  @BeforeAll
  static void start() throws Exception {
    assertThat(SCRIPTS.resolve("node_modules"))
        .as("gRPC for Node is needed: run \"npm ci --ignore-scripts\" in %s", SCRIPTS)
        .isDirectory();
    TestCa servers = TestCa.root("Servers", KeyType.P_256);
    TestCa partners = TestCa.root("Partners", KeyType.P_256);
    Credential edge = servers.issue(Leaf.server("www.example.com"));
    Credential client = partners.issue(Leaf.client("client"));
    Files.writeString(folder.resolve("servers.pem"), servers.pem());
    Files.writeString(folder.resolve("www.pem"), edge.chainPem());
    Files.writeString(folder.resolve("www.key"), edge.keyPem());
    Files.writeString(folder.resolve("partners.pem"), partners.pem());
    Files.writeString(folder.resolve("client.pem"), client.chainPem());
    Files.writeString(folder.resolve("client.key"), client.keyPem());
    server =
        new ProcessBuilder("node", SCRIPTS.resolve("server.js").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.US_ASCII));
    int port = Integer.parseInt(String.valueOf(out.readLine()));
    Path file = Files.writeString(folder.resolve("edge.yaml"), config(port, unused()));
    node =
        EdgeNode.start(
            switch (SnapshotReader.read(file, Instant.now())) {
              case ReadResult.Read read -> read.snapshot();
              case ReadResult.Refused refused ->
                  throw new AssertionError(refused.problems().toString());
            },
            NodeOptions.of("test"));
  }

  private static int unused() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String config(int port, int unused) {
    return """
    version: 1
    listeners: [{address: "127.0.0.1:0"}]
    admin: {address: "127.0.0.1:0"}
    limits: {maxConcurrentStreams: 2000}
    clientCas: {partners: {certificates: {file: partners.pem}}}
    origins:
      grpc:
        servers: ["http://127.0.0.1:%d"]
        protocol: http2
      checked:
        servers: ["http://127.0.0.1:%1$d"]
        protocol: http2
        healthCheck: {type: grpc, intervalMillis: 1000, unhealthy: 1, healthy: 1}
      dead: {servers: ["http://127.0.0.1:%d"], protocol: http2}
    hosts:
      www.example.com:
        certificate: {chain: {file: www.pem}, key: {file: www.key}}
        clientAuth: {mode: request, cas: [partners]}
        forward: {clientCertificate: [rfc9440, verdict]}
        routes:
          - {path: "/t.T/*", origin: grpc, clientCertificate: required}
          - {path: "/dead.T/*", origin: dead}
        origin: checked
    rules:
      - {name: no-blocked, when: 'http.request.uri.path contains "blocked"', action: block}
    logs: {access: off, events: off}
    """
        .formatted(port, unused);
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
    if (server != null) {
      server.destroy();
    }
  }

  private static String run(boolean withCertificate, String call, String argument) {
    Processes.Result result =
        Processes.run(
            "",
            List.of(
                "node",
                SCRIPTS.resolve("client.js").toString(),
                Integer.toString(node.addresses().getFirst().getPort()),
                folder.toString(),
                Boolean.toString(withCertificate),
                call,
                argument));
    assertThat(result.status()).as(result.output()).isZero();
    return result.output().strip();
  }

  private static String run(String call, String argument) {
    return run(true, call, argument);
  }

  @Test
  void theFourKindsOfCallsGoThroughWithTheVerdictAboutTheClient() {
    assertThat(run("unary", "bob")).isEqualTo("bob verdict=verified certificates=1");
    assertThat(run("serverStream", "m")).isEqualTo("m0,m1,m2,m3,m4 0");
    assertThat(run("clientStream", "")).isEqualTo("1000000");
    assertThat(run("both", "")).isEqualTo("50 0");
    assertThat(run("trailer", "")).isEqualTo("sent");
  }

  @Test
  void theStatusOfTheServiceArrives() {
    assertThat(run("fail", "")).isEqualTo("9 nö");
    assertThat(run("call", "/t.T/Unknown")).startsWith("12 ");
  }

  @Test
  void theEdgesRefusalsAreStatusesOfGrpc() {
    assertThat(run(false, "unary", "bob")).as("no certificate").startsWith("16 ");
    assertThat(run("call", "/blocked.T/Unary")).as("blocked by a rule").startsWith("7 ");
    assertThat(run("call", "/dead.T/Unary")).as("no server").startsWith("14 ");
  }

  @Test
  void aDeadlineAndACancellationEndACallOnBothSides() {
    assertThat(run("deadline", "")).startsWith("4 ");
    assertThat(run("cancel", "")).matches("1 [1-9]\\d*");
  }

  @Test
  void aThousandCallsAreOpenAtOnce() {
    assertThat(run("streams", "1000")).isEqualTo("1000 0");
  }

  @Test
  void theHealthServiceDecidesWhetherTheServerIsHealthy() {
    Eventually.await("the server is healthy", () -> isHealthy(true));
    assertThat(run("setHealth", "2")).isEqualTo("set");
    Eventually.await("the server is not healthy", () -> isHealthy(false));
    assertThat(run("setHealth", "1")).isEqualTo("set");
    Eventually.await("the server is healthy again", () -> isHealthy(true));
  }

  private static boolean isHealthy(boolean wanted) {
    String origin = "\"name\":\"checked\",\"servers\":\\[\\{\"server\":\"[^\"]*\",\"healthy\":";
    return Pattern.compile(origin + wanted).matcher(hosts()).find();
  }

  private static String hosts() {
    URI page =
        URI.create(
            "http://127.0.0.1:" + Objects.requireNonNull(node.adminAddress()).getPort() + "/hosts");
    try (var in = page.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
