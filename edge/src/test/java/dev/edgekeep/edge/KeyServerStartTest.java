package dev.edgekeep.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.edge.testing.Curl;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.edge.testing.ScriptedKeyServer;
import dev.edgekeep.edge.testing.TestOrigin;
import dev.edgekeep.snapshot.AdminEndpoint;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edge that starts is not ready before its key servers answer, and waits for a limited time. */
class KeyServerStartTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final TestCa CA = TestCa.root("Key Server CA", KeyType.P_256);
  private static final TestCa ROOT = TestCa.root("Server root", KeyType.P_256);
  private static final String HELD = "held.example.com";
  private static final String KEYLESS = "keyless.example.com";

  @TempDir private Path folder;

  private final Credential server = ROOT.issue(Leaf.server(HELD, KEYLESS));
  private final TestOrigin origin = new TestOrigin();
  private final ScriptedKeyServer keys =
      new ScriptedKeyServer(
          CA.issue(
              Leaf.server("keys.example.com")
                  .named(new GeneralName(GeneralName.iPAddress, "127.0.0.1"))),
          CA.certificate());

  @AfterEach
  void stop() {
    keys.close();
    origin.close();
  }

  private EdgeNode start() throws IOException {
    return EdgeNode.start(snapshot(), NodeOptions.of("test"));
  }

  private Snapshot snapshot() {
    Credential edge = CA.issue(Leaf.client("edge"));
    KeyServer vault =
        new KeyServer(
            "vault",
            List.of(new KeyServer.Address("127.0.0.1", keys.port())),
            new Identity(
                edge.chain().stream().map(Hosts::certificate).toList(),
                new PrivateKeyDer(edge.key().getEncoded())),
            List.of(Hosts.certificate(CA.certificate())),
            null,
            Eventually.LIMIT);
    Origin app = origin.origin();
    Host held = Hosts.host(HELD, Hosts.auth(Mode.OFF), app, server);
    Host keyless = Hosts.keyless(Hosts.host(KEYLESS, Hosts.auth(Mode.OFF), app, server), vault);
    return Snapshot.builder()
        .node(
            new NodeSettings(
                null,
                List.of(new Listener(ANY_PORT, false, null)),
                new AdminEndpoint(ANY_PORT, false),
                null,
                Limits.DEFAULT,
                Logs.DEFAULT))
        .keyServers(Map.of(vault.name(), vault))
        .origins(Map.of(app.name(), app))
        .hosts(Map.of(held.name(), held, keyless.name(), keyless))
        .build();
  }

  /** The admin server's answer to {@code /readyz}: the status, then the body. */
  private static String readiness(EdgeNode node) {
    InetSocketAddress admin = Objects.requireNonNull(node.adminAddress());
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin.getPort() + "/readyz"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String get(EdgeNode node, String host) {
    return Curl.of(node.addresses().getFirst(), folder).get("https://" + host + "/").output();
  }

  @Test
  void itIsReadyOnceItsKeyServerAnswers() throws IOException {
    keys.kill();
    try (EdgeNode node = start()) {
      assertThat(readiness(node))
          .startsWith("503 ")
          .contains("\"starting\"")
          .contains("a key server has not answered yet");
      keys.restart();
      node.awaitReady();
      assertThat(readiness(node)).startsWith("200 ").contains("\"ready\"");
    }
  }

  @Test
  void aKeyServerThatStaysAwayKeepsNoOtherHostFromBeingServed() throws IOException {
    keys.kill();
    try (EdgeNode node = start()) {
      assertThat(get(node, HELD)).contains("200");
      assertThat(readiness(node)).startsWith("503 ");
      node.awaitReady(); // ten seconds at most
      assertThat(readiness(node)).startsWith("200 ");
      assertThat(get(node, HELD)).contains("200");
    }
  }

  @Test
  void anEdgeThatEndsWhileItWaitsKeepsNobodyWaiting() throws IOException {
    keys.kill();
    EdgeNode node = start();
    node.close();
    node.awaitReady();
  }
}
