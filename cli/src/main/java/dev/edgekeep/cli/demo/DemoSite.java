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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The demo's folder: its configuration, certificates, and what follows from them. */
final class DemoSite {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final Path config;
  private final DemoFiles files;

  private DemoSite(Path config, DemoFiles files) {
    this.config = config;
    this.files = files;
  }

  /**
   * Makes what is missing. A configuration that is there stays; only its ports are changed, where
   * others are wanted and nobody has edited it.
   *
   * @param ports the wanted ones; null: those of the configuration, else the default
   */
  static DemoSite open(Path data, @Nullable DemoPorts ports)
      throws CommandFailure, IOException, GeneralSecurityException {
    PrivateDirectory directory = PrivateDirectory.open(data);
    DemoFiles files = new DemoFiles(PrivateDirectory.open(data.resolve("demo")));
    files.ensure(Instant.now());
    Path config = directory.path("edge.yaml");
    if (!Files.exists(config)) {
      directory.write("edge.yaml", DemoConfig.bytes(ports == null ? DemoPorts.DEFAULT : ports));
    } else if (ports != null && !Files.readString(config).equals(DemoConfig.text(ports))) {
      if (!isAsWritten(config)) {
        throw CommandFailure.configuration(
            config
                + " was edited: leave out --port-base and change the addresses there, or choose"
                + " another --data");
      }
      directory.write("edge.yaml", DemoConfig.bytes(ports));
    }
    return new DemoSite(config, files);
  }

  Path config() {
    return config;
  }

  ReadResult.Read read() throws CommandFailure {
    return Configuration.require(config, SnapshotReader.read(config));
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
    String status = client.get(httpsAddress(snapshot), DemoFiles.REQUIRE_HOST, "TLSv1.3");
    if (!status.startsWith("HTTP/1.1 200")) {
      throw CommandFailure.outside(
          "a request through the edge was answered " + status + "; see the event log above");
    }
  }

  private static InetSocketAddress httpsAddress(Snapshot snapshot) {
    return snapshot.listeners().stream()
        .filter(listener -> !listener.plaintext())
        .map(Listener::address)
        .findFirst()
        .orElseGet(() -> new InetSocketAddress(LOOPBACK, DemoPorts.DEFAULT.https()));
  }

  /** Whether a configuration is what an earlier start wrote, for whichever ports. */
  boolean isAsWritten() throws IOException {
    return isAsWritten(config);
  }

  private static boolean isAsWritten(Path config) throws IOException {
    String text = Files.readString(config);
    String withoutPorts = text.replaceAll("127\\.0\\.0\\.1:[0-9]+", "");
    String written = DemoConfig.text(DemoPorts.DEFAULT).replaceAll("127\\.0\\.0\\.1:[0-9]+", "");
    return withoutPorts.equals(written);
  }
}
