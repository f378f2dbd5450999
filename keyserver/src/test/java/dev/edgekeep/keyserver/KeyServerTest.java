package dev.edgekeep.keyserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Status;
import dev.edgekeep.keyserver.admin.ReloadResult;
import dev.edgekeep.keyserver.testing.EdgeClient;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole key server, from its file to its answers. */
class KeyServerTest extends KeyServerHarness {
  private static final byte[] DIGEST = sha256("what a client has seen");

  private final Credential other = hosts.issue(TestCa.Leaf.server("other.example.com"));

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void anEdgeGetsTheSignaturesItAsksFor(String protocol) throws Exception {
    try (EdgeClient client = dialer(start()).with(protocol).connect()) {
      Message answer = client.ask(signature(7, host, DIGEST));
      assertThat(client.protocol()).isEqualTo(protocol);
      assertThat(answer.id()).isEqualTo(7);
      assertThat(answer.code()).isEqualTo(Status.SUCCESS.code());
      assertThat(verifies(host, DIGEST, answer.payload())).isTrue();
    }
  }

  @Test
  void aKeyThatWasAddedIsThereAfterAReload() throws Exception {
    KeyServer server = start();
    try (EdgeClient client = dialer(server).connect()) {
      assertThat(client.ask(signature(1, other, DIGEST)).error())
          .isEqualTo(KeylessError.KEY_NOT_FOUND);
      write("keys/other.key", other.keyPem());
      ReloadResult result = server.reload();
      assertThat(result)
          .asInstanceOf(type(ReloadResult.Reloaded.class))
          .satisfies(reloaded -> assertThat(reloaded.keys()).hasSize(2));
      assertThat(client.ask(signature(2, other, DIGEST)).code()).isEqualTo(Status.SUCCESS.code());
    }
  }

  @Test
  void aKeyThatWasAddedIsNoticed() throws Exception {
    KeyServer server = start();
    write("keys/other.key", other.keyPem());
    Eventually.await("a second key", () -> server.keys().size() == 2);
  }

  @Test
  void aChangeOfTheConfigurationIsNoticed() throws Exception {
    KeyServer server = start();
    configure("allow: []");
    try (EdgeClient client = dialer(server).connect()) {
      AtomicInteger id = new AtomicInteger();
      Eventually.await("no access", () -> isRefused(client, id.incrementAndGet()));
    }
  }

  private boolean isRefused(EdgeClient client, int id) {
    try {
      return client.ask(signature(id, host, DIGEST)).code() == Status.ERROR.code();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aBadKeyIsNamedAndTheOldOnesStay() throws Exception {
    KeyServer server = start();
    write("keys/broken.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertRefused(server.reload(), "broken.key");
    try (EdgeClient client = dialer(server).connect()) {
      assertThat(client.ask(signature(1, host, DIGEST)).code()).isEqualTo(Status.SUCCESS.code());
    }
  }

  @Test
  void aBadConfigurationIsNotTakenInPart() throws Exception {
    KeyServer server = start();
    configure("allow: [{edge: 'CN=edge-2'}]\nlimits: {inFlight: 0}");
    write("keys/other.key", other.keyPem());
    assertRefused(server.reload(), "limits.inFlight");
    assertThat(server.keys()).hasSize(1);
    try (EdgeClient client = dialer(server).connect()) {
      assertThat(client.ask(signature(1, host, DIGEST)).code()).isEqualTo(Status.SUCCESS.code());
    }
  }

  @Test
  void whatIsFixedAtTheStartCannotBeChanged() throws Exception {
    KeyServer server = start();
    String config = Files.readString(folder.resolve("keyserver.yaml"));
    write("keyserver.yaml", config.replace(LISTEN, "listen: {address: \"127.0.0.1:1\"}\n"));
    assertRefused(server.reload(), "listen: the address can change at a restart only");
    write("keyserver.yaml", config.replace(ADMIN, ""));
    assertRefused(server.reload(), "admin: the address can change at a restart only");
    write("keyserver.yaml", config + "threads: 7\n");
    assertRefused(server.reload(), "threads: the number can change at a restart only");
  }

  private static void assertRefused(ReloadResult result, String problem) {
    assertThat(result)
        .asInstanceOf(type(ReloadResult.Refused.class))
        .satisfies(
            refused -> assertThat(refused.problems()).singleElement().asString().contains(problem));
  }

  @Test
  void anotherIdentityAndTrustAreTakenForNewConnections() throws Exception {
    KeyServer server = start();
    TestCa newEdgeCa = TestCa.root("New edge CA", KeyType.P_256);
    TestCa newServerCa = TestCa.root("New server CA", KeyType.P_256);
    Credential identity = newServerCa.issue(TestCa.Leaf.server("localhost"));
    EdgeClient.Dialer before = dialer(server);
    try (EdgeClient client = before.connect()) {
      client.ask(signature(1, host, DIGEST));
      write("edge-ca.pem", newEdgeCa.pem() + edgeCa.pem());
      write("keyserver.pem", identity.chainPem());
      write("keyserver.key", identity.keyPem());
      assertThat(server.reload()).isInstanceOf(ReloadResult.Reloaded.class);
      assertThat(client.ask(signature(2, host, DIGEST)).code()).isEqualTo(Status.SUCCESS.code());
    }
    assertThatThrownBy(before::connect).isInstanceOf(IOException.class);
    Credential newEdge = newEdgeCa.issue(TestCa.Leaf.client("edge-9"));
    EdgeClient.Dialer after =
        new EdgeClient.Dialer(server.address(), newServerCa.certificate(), newEdge, "TLSv1.3");
    try (EdgeClient client = after.connect()) {
      assertThat(client.ask(signature(1, host, DIGEST)).code()).isEqualTo(Status.SUCCESS.code());
    }
  }

  @Test
  void anEdgeThatIsNoLongerTrustedIsDisconnected() throws Exception {
    KeyServer server = start();
    try (EdgeClient client = dialer(server).connect()) {
      client.ask(signature(1, host, DIGEST));
      configure("revoked: {serials: ['%s']}".formatted(edge.leaf().getSerialNumber().toString(16)));
      assertThat(server.reload()).isInstanceOf(ReloadResult.Reloaded.class);
      assertThat(client.isAtEnd()).isTrue();
    }
    assertThatThrownBy(() -> askThroughANewConnection(server)).isInstanceOf(IOException.class);
  }

  private void askThroughANewConnection(KeyServer server) throws IOException {
    try (EdgeClient client = dialer(server).connect()) {
      client.ask(signature(1, host, DIGEST));
    }
  }

  @Test
  void noOperationFailsOfReloads() throws Exception {
    KeyServer server = start();
    AtomicBoolean over = new AtomicBoolean();
    Thread reloading =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                server.reload();
              }
            });
    try (EdgeClient client = dialer(server).connect()) {
      for (int round = 0; round < 50; round++) {
        Message[] requests = new Message[20];
        for (int id = 0; id < requests.length; id++) {
          requests[id] = signature(id, host, DIGEST);
        }
        client.send(requests);
        for (int id = 0; id < requests.length; id++) {
          assertThat(client.receive().code()).isEqualTo(Status.SUCCESS.code());
        }
      }
    } finally {
      over.set(true);
      reloading.join();
    }
  }

  @Test
  void theAdminPortReloadsAndTells() throws Exception {
    KeyServer server = start();
    write("keys/other.key", other.keyPem());
    String ski = ski(other.leaf().getPublicKey()).toString();
    assertThat(send(server, "POST", "/reload").body()).contains(ski, "P-256", "other.key");
    assertThat(send(server, "GET", "/keys").body()).contains(ski);
    write("keys/broken.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    HttpResponse<String> refused = send(server, "GET", "/KeylessReloadCerts");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("broken.key");
    assertThat(send(server, "GET", "/readyz").statusCode()).isEqualTo(200);
    server.drain();
    assertThat(send(server, "GET", "/readyz").statusCode()).isEqualTo(503);
    assertThat(send(server, "GET", "/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void whatHappensIsCounted() throws Exception {
    KeyServer server = start();
    try (EdgeClient client = dialer(server).connect()) {
      client.ask(signature(1, host, DIGEST));
      client.ask(signature(2, other, DIGEST));
      client.ask(signature(3, host, new byte[5]));
      client.ask(Message.ping(4, DIGEST));
      server.reload();
      String metrics = send(server, "GET", "/metrics").body();
      assertThat(metrics)
          .contains(
              "edgekeep_keyserver_operations_total{algorithm=\"P-256\",operation=\"ecdsa-sign\",outcome=\"done\"}"
                  + " 1.0",
              "{algorithm=\"none\",operation=\"ecdsa-sign\",outcome=\"key-not-found\"} 1.0",
              "{algorithm=\"P-256\",operation=\"ecdsa-sign\",outcome=\"cryptography-failure\"} 1.0",
              "edgekeep_keyserver_operation_seconds_count 2",
              "edgekeep_keyserver_pings_total 1.0",
              "edgekeep_keyserver_connections 1.0",
              "edgekeep_keyserver_keys{algorithm=\"P-256\"} 1.0",
              "edgekeep_keyserver_operations_in_flight{keys=\"file\"} 0.0",
              "edgekeep_keyserver_log_lines_dropped_total{log=\"audit\"} 0.0",
              "edgekeep_keyserver_build_info{")
          // A file that was written just before the start may count as changed once more.
          .containsPattern("edgekeep_keyserver_reloads_total\\{result=\"done\"} [1-9]");
    }
  }

  @Test
  void everyOperationIsALineOfTheAuditLogAndHoldsNoPayload() throws Exception {
    KeyServer server = start();
    try (EdgeClient client = dialer(server).connect()) {
      client.ask(signature(1, host, DIGEST));
      client.ask(signature(2, other, DIGEST));
    }
    Eventually.await("two lines", () -> lines("audit").size() == 2);
    assertThat(lines("audit").getFirst())
        .contains(
            "\"log\":\"audit\",\"edge\":\"CN=edge-1\",\"peer\":\"127.0.0.1:",
            "\"ski\":\"%s\"".formatted(ski(host.leaf().getPublicKey())),
            "\"algorithm\":\"P-256\",\"operation\":\"ecdsa-sign-sha256\"",
            "\"sni\":\"www.example.com\"",
            "\"outcome\":\"done\",\"micros\":")
        .doesNotContain(java.util.HexFormat.of().formatHex(DIGEST));
    assertThat(lines("audit").getLast())
        .contains(
            "\"ski\":\"%s\"".formatted(ski(other.leaf().getPublicKey())),
            "\"outcome\":\"key-not-found\"");
  }

  @Test
  void whatHappensToTheServerIsALineOfTheEventLog() throws Exception {
    KeyServer server = start();
    assertThatThrownBy(() -> ping(dialer(server).as(null))).isInstanceOf(IOException.class);
    server.reload();
    configure("nonsense: 1");
    server.reload();
    server.drain();
    server.close();
    assertThat(lines("event"))
        .map(line -> line.replaceAll(".*\"kind\":\"([a-z-]+)\".*", "$1"))
        .contains("started", "connection-refused", "reloaded", "reload-refused", "draining")
        .endsWith("stopped");
    assertThat(String.join("\n", lines("event")))
        .contains("\"reason\":\"absent\"", "nonsense: unknown key");
  }

  private static void ping(EdgeClient.Dialer dialer) throws IOException {
    try (EdgeClient client = dialer.connect()) {
      client.ask(Message.ping(1, DIGEST));
    }
  }

  @Test
  void logsMoveWithAReload() throws Exception {
    KeyServer server = start();
    String config = Files.readString(folder.resolve("keyserver.yaml"));
    write("keyserver.yaml", config.replace("event.log", "events-2.log"));
    server.reload();
    Eventually.await(
        "the line of the reload",
        () -> lines("events-2").stream().anyMatch(line -> line.contains("reloaded")));
    write("keyserver.yaml", config.replace("event.log", "absent/event.log"));
    assertRefused(server.reload(), "absent/event.log");
  }

  @Test
  void aKeyThatAnEntryNamesAndThatIsNotHeldIsWarnedOf() throws Exception {
    configure("allow: [{edge: 'CN=edge-1', keys: ['%s']}]".formatted("1f0c".repeat(10)));
    assertThat(start().warnings())
        .anyMatch(warning ->
            warning.equals("allow[0].keys: no key %s is held".formatted("1f0c".repeat(10))));
  }

  @Test
  void itDoesNotStartWithABadConfigurationOrKey() throws Exception {
    configure("nonsense: 1\nthreads: 0");
    assertThatThrownBy(this::start)
        .isInstanceOfSatisfying(
            KeyServerRefusedException.class, refused -> assertThat(refused.problems()).hasSize(2));
    configure("");
    write("keys/broken.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertThatThrownBy(this::start)
        .isInstanceOfSatisfying(
            KeyServerRefusedException.class,
            refused ->
                assertThat(refused.problems()).singleElement().asString().contains("broken.key"));
  }

  /** A name of 65,000 bytes is no reason for a line of that length. */
  @Test
  void aLongServerNameIsCutInTheAuditLog() throws Exception {
    KeyServer server = start();
    byte[] digest = sha256("x");
    Message request = signature(1, host, digest);
    try (EdgeClient client = dialer(server).connect()) {
      client.ask(
          new Message(
              1, request.code(), digest, request.key(), null, "a".repeat(65_000), null, null));
    }
    server.close();
    assertThat(lines("audit"))
        .singleElement()
        .satisfies(line -> assertThat(line).contains("(65,000 characters)").hasSizeLessThan(1_000));
  }

  @Test
  void itDoesNotStartAtAnAddressThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      String config = Files.readString(folder.resolve("keyserver.yaml"));
      String address = "listen: {address: \"127.0.0.1:%d\"}\n".formatted(taken.getLocalPort());
      write("keyserver.yaml", config.replace(LISTEN, address));
      assertThatThrownBy(this::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort());
      address = "admin: {address: \"127.0.0.1:%d\"}\n".formatted(taken.getLocalPort());
      write("keyserver.yaml", config.replace(ADMIN, address));
      assertThatThrownBy(this::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(String.valueOf(taken.getLocalPort()));
    }
  }

  private static HttpResponse<String> send(KeyServer server, String method, String path)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http:/" + server.adminAddress() + path);
      return client.send(
          HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
