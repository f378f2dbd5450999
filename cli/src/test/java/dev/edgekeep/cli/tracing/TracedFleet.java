package dev.edgekeep.cli.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.edgekeep.edge.EdgeNode;
import dev.edgekeep.edge.NodeOptions;
import dev.edgekeep.keyserver.KeyServer;
import dev.edgekeep.keyserver.config.ConfigSource;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.read.ReadResult;
import dev.edgekeep.snapshot.read.SnapshotReader;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.OtlpCollector;
import dev.edgekeep.testing.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An edge with a keyless host, its key server, an origin and a collector, on loopback, each with
 * the configuration that an operator would write.
 */
final class TracedFleet implements AutoCloseable {
  private static final String KEY_SERVER =
      """
      version: 1
      listen: {address: "127.0.0.1:0"}
      identity: {chain: {file: keyserver.pem}, key: {file: keyserver.key}}
      trust: {file: ca.pem}
      keys: [{directory: keys}]
      logs: {audit: {file: audit.log}, events: off}
      admin: {address: "127.0.0.1:0"}
      """;

  final OtlpCollector collector;
  final List<Map<String, List<String>>> atOrigin = new CopyOnWriteArrayList<>();
  private final Path folder;
  private final HttpServer origin;
  private final KeyServer keyServer;
  private EdgeNode edge;

  private TracedFleet(Path folder, String edgeTracing, String keyServerTracing) throws IOException {
    this.folder = folder;
    this.collector = OtlpCollector.start();
    this.origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    origin.createContext("/", this::answer);
    origin.start();
    TestCa ca = TestCa.root("CA", KeyType.P_256);
    Credential www = ca.issue(TestCa.Leaf.server("www.example.com"));
    write("keyserver", ca.issue(TestCa.Leaf.server("ks.internal")));
    write("edge", ca.issue(TestCa.Leaf.client("edge-1")));
    write("www", www);
    Files.writeString(folder.resolve("ca.pem"), ca.pem());
    Files.createDirectory(folder.resolve("keys"));
    Files.writeString(folder.resolve("keys/www.key"), www.keyPem());
    this.keyServer = keyServer(keyServerTracing);
    this.edge = EdgeNode.start(snapshot(edgeTracing), NodeOptions.of("test"));
    edge.awaitReady();
  }

  /**
   * @param edgeTracing the value of {@code tracing}, with {@code COLLECTOR} for the URL; null: none
   */
  static TracedFleet start(
      Path folder, @Nullable String edgeTracing, @Nullable String keyServerTracing)
      throws IOException {
    return new TracedFleet(
        folder,
        edgeTracing == null ? "" : "tracing: " + edgeTracing,
        keyServerTracing == null ? "" : "tracing: " + keyServerTracing);
  }

  private KeyServer keyServer(String tracing) throws IOException {
    Path config = Files.writeString(folder.resolve("keyserver.yaml"), KEY_SERVER + named(tracing));
    try {
      return KeyServer.start(ConfigSource.file(config), KeyServer.Options.of("test"));
    } catch (dev.edgekeep.keyserver.KeyServerRefusedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String named(String tracing) {
    return tracing.replace("COLLECTOR", collector.url()) + "\n";
  }

  private Snapshot snapshot(String tracing) throws IOException {
    String text =
        """
        version: 1
        listeners: [{address: "127.0.0.1:0"}]
        admin: {address: "127.0.0.1:0"}
        logs: {access: {file: access.log}, events: {file: events.log}}
        keyServers:
          vault:
            addresses: ["127.0.0.1:%d"]
            serverName: ks.internal
            identity: {chain: {file: edge.pem}, key: {file: edge.key}}
            trust: {file: ca.pem}
        origins:
          app:
            servers: ["http://127.0.0.1:%d"]
            retries: {attempts: 1, on: [503], methods: [GET]}
        rules: [{name: gets, when: http.request.method eq "GET", action: log}]
        hosts:
          www.example.com: {certificate: {chain: {file: www.pem}, keyServer: vault}, origin: app}
        """
                .formatted(keyServer.address().getPort(), origin.getAddress().getPort())
            + named(tracing);
    Path file = Files.writeString(folder.resolve("edge.yaml"), text);
    ReadResult read = SnapshotReader.read(file);
    assertThat(read).as(read.toString()).isInstanceOf(ReadResult.Read.class);
    return ((ReadResult.Read) read).snapshot();
  }

  /** Applies other settings of traces at the edge. */
  void reload(@Nullable String edgeTracing) throws IOException {
    edge.apply(snapshot(edgeTracing == null ? "" : "tracing: " + edgeTracing));
  }

  private void write(String name, Credential credential) throws IOException {
    Files.writeString(folder.resolve(name + ".pem"), credential.chainPem());
    Files.writeString(folder.resolve(name + ".key"), credential.keyPem());
  }

  private void answer(HttpExchange exchange) throws IOException {
    boolean isFirst = atOrigin.isEmpty();
    atOrigin.add(Map.copyOf(exchange.getRequestHeaders()));
    boolean isBusy = exchange.getRequestURI().getPath().equals("/busy-once") && isFirst;
    exchange.sendResponseHeaders(isBusy ? 503 : 200, -1);
    exchange.close();
  }

  /** A request on a connection of its own; returns the response's head. */
  String get(String path, String... headers) throws IOException, InterruptedException {
    Process curl = curl(path, headers);
    String output = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(curl.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(curl.exitValue()).as(output).isZero();
    return output;
  }

  /** Returns whether there is no answer to a request. */
  boolean fails(String path) throws IOException, InterruptedException {
    Process curl = curl(path);
    byte[] _ = curl.getInputStream().readAllBytes();
    assertThat(curl.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return curl.exitValue() != 0;
  }

  private Process curl(String path, String... headers) throws IOException {
    List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error"));
    command.addAll(List.of("--include", "--max-time", "30"));
    command.addAll(List.of("--cacert", folder.resolve("ca.pem").toString()));
    command.addAll(List.of("--resolve", "www.example.com:%d:127.0.0.1".formatted(port())));
    for (String header : headers) {
      command.add("--header");
      command.add(header);
    }
    command.add("https://www.example.com:%d%s".formatted(port(), path));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Has the key server hold another key than that of the host. */
  void replaceKey() throws IOException {
    TestCa other = TestCa.root("Other", KeyType.P_256);
    Credential credential = other.issue(TestCa.Leaf.server("other.example.com"));
    Files.writeString(folder.resolve("keys/www.key"), credential.keyPem());
    keyServer.reload();
  }

  /** A field of the request that came to the origin as the {@code index}th; null: it had none. */
  @Nullable String originField(int index, String name) {
    List<String> values = atOrigin.get(index).get(name);
    return values == null ? null : values.getFirst();
  }

  List<String> log(String name) throws IOException {
    Path file = folder.resolve(name);
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /** The port of the edge. */
  int port() {
    return edge.addresses().getFirst().getPort();
  }

  /** The metrics page of the edge. */
  public String metrics() throws IOException {
    return metrics(edge.adminAddress());
  }

  /** The metrics page of the key server. */
  public String keyServerMetrics() throws IOException {
    return metrics(keyServer.adminAddress());
  }

  private static String metrics(@Nullable InetSocketAddress admin) throws IOException {
    int port = Objects.requireNonNull(admin).getPort();
    try (var page =
        java.net.URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openStream()) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    edge.close();
    keyServer.close();
    origin.stop(0);
    collector.close();
  }
}
