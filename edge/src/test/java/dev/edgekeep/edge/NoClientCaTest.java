package dev.edgekeep.edge;

import static dev.edgekeep.edge.testing.EdgeClients.exchange;
import static dev.edgekeep.edge.testing.Hosts.auth;
import static dev.edgekeep.edge.testing.Hosts.clientCa;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.logs.LogTarget;
import dev.edgekeep.edge.testing.Curl;
import dev.edgekeep.edge.testing.EdgeClients;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.edge.testing.TestOrigin;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host on {@code require} without a client CA serves nobody, whoever was let in before. */
class NoClientCaTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir private Path folder;

  private final TestOrigin origin = new TestOrigin();
  private final TestCa serverRoot = TestCa.root("Server root", KeyType.P_256);
  private final TestCa root = TestCa.root("Client root", KeyType.P_256);
  private final Credential server =
      serverRoot.issue(Leaf.server("www.example.com", "localhost", "open.example.com"));
  private final Credential client = root.issue(Leaf.client("client"));
  private final ClientCa partners = clientCa("partners", root.certificate());
  private final EdgeClients clients = new EdgeClients(serverRoot.certificate());
  private EdgeNode node;

  @BeforeEach
  void start() throws IOException {
    node = EdgeNode.start(snapshot(auth(Mode.REQUIRE, partners)), NodeOptions.of("test"));
  }

  @AfterEach
  void stop() {
    node.close();
    origin.close();
  }

  @Test
  void theNextRequestOfALiveConnectionIsRefused() throws Exception {
    try (SSLSocket http1 = clients.socket(address(), "www.example.com", client);
        HttpClient http2 = clients.http2(client)) {
      assertThat(exchange(http1, "www.example.com", "/")).startsWith("HTTP/1.1 200");
      assertThat(EdgeClients.get(http2, address(), "/").statusCode()).isEqualTo(200);
      node.apply(snapshot(auth(Mode.REQUIRE)));
      assertThat(exchange(http1, "www.example.com:8443", "/")).startsWith("HTTP/1.1 403");
      assertThat(EdgeClients.get(http2, address(), "/").statusCode()).isEqualTo(403);
    }
    node.close();
    assertThat(Files.readString(eventLog()))
        .contains("no client CA is bound to it", "\"host\":\"www.example.com\"")
        .as("events have no port")
        .doesNotContain("www.example.com:8443\"");
  }

  @Test
  void everyHandshakeIsRefusedUntilAClientCaIsBound() throws Exception {
    Curl stranger = Curl.of(address(), folder);
    Curl known = stranger.presenting(client);
    assertThat(known.get("https://www.example.com/").output()).contains(" 200");
    node.apply(snapshot(auth(Mode.REQUIRE)));
    for (Curl curl : List.of(stranger, known)) {
      assertThat(curl.get("https://www.example.com/").output()).contains("access denied");
      assertThat(curl.with("--tls-max", "1.2").get("https://www.example.com/").output())
          .contains("access denied");
    }
    node.apply(snapshot(auth(Mode.REQUIRE, partners)));
    assertThat(known.get("https://www.example.com/").output()).contains(" 200");
    assertThat(stranger.get("https://www.example.com/").output()).contains("certificate required");
  }

  @Test
  void anotherHostsConnectionIsNoWayIn() throws Exception {
    node.apply(snapshot(auth(Mode.REQUIRE)));
    try (SSLSocket open = clients.socket(address(), "open.example.com", client)) {
      assertThat(exchange(open, "open.example.com", "/")).startsWith("HTTP/1.1 200");
      assertThat(exchange(open, "www.example.com", "/")).startsWith("HTTP/1.1 421");
    }
  }

  private Snapshot snapshot(ClientAuth auth) {
    Origin app = origin.origin();
    Host www = Hosts.host("www.example.com", auth, app, server);
    Host localhost = Hosts.host("localhost", auth, app, server);
    Host open = Hosts.host("open.example.com", ClientAuth.OFF, app, server);
    Logs logs =
        new Logs(
            new LogTarget.ToFile(folder.resolve("access.log").toAbsolutePath()),
            new LogTarget.ToFile(eventLog()));
    return Snapshot.builder()
        .node(
            new NodeSettings(
                null,
                List.of(new Listener(ANY_PORT, false, null)),
                null,
                null,
                Limits.DEFAULT,
                logs))
        .clientCas(Map.of(partners.name(), partners))
        .origins(Map.of(app.name(), app))
        .hosts(Map.of(www.name(), www, localhost.name(), localhost, open.name(), open))
        .build();
  }

  private InetSocketAddress address() {
    return node.addresses().getFirst();
  }

  private Path eventLog() {
    return folder.resolve("events.log").toAbsolutePath();
  }
}
