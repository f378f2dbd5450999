package dev.edgekeep.cli.demo;

import dev.edgekeep.cli.edge.Configuration;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.read.ReadResult;
import dev.edgekeep.snapshot.read.SnapshotReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The demo's folder: its configuration, certificates, and what follows from them. */
final class DemoSite {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final DemoConfigFile edge;
  private final DemoConfigFile keyServer;
  private final DemoFiles files;

  private DemoSite(DemoConfigFile edge, DemoConfigFile keyServer, DemoFiles files) {
    this.edge = edge;
    this.keyServer = keyServer;
    this.files = files;
  }

  /**
   * Makes what is missing; what the user has edited stays.
   *
   * @param ports the wanted ones; null: those of the configurations, else the default
   */
  static DemoSite open(Path data, @Nullable DemoPorts ports)
      throws CommandFailure, IOException, GeneralSecurityException {
    DemoFiles files = DemoFiles.open(data);
    files.ensure(Instant.now());
    DemoConfigFile edge =
        new DemoConfigFile(PrivateDirectory.open(data), "edge.yaml", DemoConfig::text);
    DemoConfigFile keyServer =
        new DemoConfigFile(files.keyServer(), "keyserver.yaml", DemoKeyServerConfig::text);
    edge.ensure(ports);
    keyServer.ensure(ports);
    return new DemoSite(edge, keyServer, files);
  }

  Path config() {
    return edge.path();
  }

  /** The key server's configuration. */
  Path keyServerConfig() {
    return keyServer.path();
  }

  ReadResult.Read read() throws CommandFailure {
    return Configuration.require(config(), SnapshotReader.read(config()));
  }

  /** Where the configuration expects the demo origin. */
  InetSocketAddress originAddress(Snapshot snapshot) {
    Origin origin = snapshot.origins().get("demo");
    int port = origin == null ? DemoPorts.DEFAULT.origin() : origin.servers().getFirst().port();
    return new InetSocketAddress(LOOPBACK, port);
  }

  CurlLines curlLines(Snapshot snapshot) {
    Path here = Path.of("").toAbsolutePath();
    return new CurlLines(files, here, httpsAddress(snapshot).getPort());
  }

  /**
   * Asks for a page, all the way through.
   *
   * @throws CommandFailure when the answer is not what it should be
   */
  void check(Snapshot snapshot) throws CommandFailure, IOException, GeneralSecurityException {
    DemoClient client = DemoClient.as(files, "client");
    for (String host : List.of(DemoFiles.REQUIRE_HOST, DemoFiles.KEYLESS_HOST)) {
      String status = client.get(httpsAddress(snapshot), host, "TLSv1.3");
      if (!status.startsWith("HTTP/1.1 200")) {
        throw CommandFailure.outside(
            "a request for %s through the edge was answered %s; see the event log above"
                .formatted(host, status));
      }
    }
  }

  private static InetSocketAddress httpsAddress(Snapshot snapshot) {
    return snapshot.listeners().stream()
        .filter(listener -> !listener.plaintext())
        .map(Listener::address)
        .findFirst()
        .orElseGet(() -> new InetSocketAddress(LOOPBACK, DemoPorts.DEFAULT.https()));
  }

  /** Whether both configurations are what an earlier start wrote, for whichever ports. */
  boolean isAsWritten() throws IOException {
    return edge.isAsWritten() && keyServer.isAsWritten();
  }
}
