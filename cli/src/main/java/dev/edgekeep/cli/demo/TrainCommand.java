package dev.edgekeep.cli.demo;

import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.daemon.command.Version;
import dev.edgekeep.edge.EdgeNode;
import dev.edgekeep.keyserver.KeyServer;
import dev.edgekeep.keyserver.config.ConfigSource;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.read.ReadResult;
import dev.edgekeep.snapshot.read.SnapshotReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code edgekeep train}: does what an edge does, handshakes and requests, while the virtual
 * machine notes what is loaded and what is hot. The launcher makes the ahead-of-time cache with it.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Serve handshakes and requests on loopback for some seconds, and end.")
public final class TrainCommand implements Callable<Integer> {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

  @Option(
      names = "--seconds",
      defaultValue = "6",
      description = "How long requests are sent; ${DEFAULT-VALUE} if not given.")
  private int seconds;

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("edgekeep-train");
    try {
      serve(folder);
    } finally {
      delete(folder);
    }
    return 0;
  }

  private void serve(Path folder) throws Exception {
    PrivateDirectory directory = PrivateDirectory.open(folder);
    DemoFiles files = DemoFiles.open(folder);
    files.ensure(Instant.now());
    DemoConfigFile keys =
        new DemoConfigFile(files.keyServer(), "keyserver.yaml", DemoKeyServerConfig::text);
    DemoConfigFile edge = new DemoConfigFile(directory, "edge.yaml", DemoConfig::text);
    keys.write(DemoPorts.ephemeral(0, 0));
    try (DemoOrigin origin = DemoOrigin.start(ANY_PORT);
        KeyServer keyServer =
            KeyServer.start(
                ConfigSource.file(keys.path()), KeyServer.Options.of(Version.current()))) {
      edge.write(DemoPorts.ephemeral(keyServer.address().getPort(), origin.address().getPort()));
      Snapshot snapshot = read(folder.resolve("edge.yaml"));
      try (EdgeNode node = EdgeNode.start(snapshot, EdgeNode.Options.of(Version.current()))) {
        new TrainingLoad(files, node.addresses().getFirst(), node.adminAddress()).run(seconds);
      }
    }
  }

  private static Snapshot read(Path config) throws CommandFailure {
    return switch (SnapshotReader.read(config)) {
      case ReadResult.Read read -> read.snapshot();
      case ReadResult.Refused refused ->
          throw CommandFailure.configuration(refused.problems().toString());
    };
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(TrainCommand::deleteOne);
    }
  }

  private static void deleteOne(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
