package dev.edgekeep.keyserver.training;

import dev.edgekeep.daemon.command.Version;
import dev.edgekeep.keyserver.KeyServer;
import dev.edgekeep.keyserver.config.ConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code train}: does what a key server does, handshakes and operations with keys of its own, while
 * the virtual machine notes what is loaded and what is hot. The launcher makes the ahead-of-time
 * cache with it.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Serve an edge of its own on loopback for some seconds, and end.")
public final class TrainCommand implements Callable<Integer> {
  @Option(
      names = "--seconds",
      defaultValue = "3",
      description = "How long operations are asked for; ${DEFAULT-VALUE} if not given.")
  private int seconds;

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("edgekeep-train");
    try {
      TrainingFiles files = TrainingFiles.write(folder, InstantSource.system());
      KeyServer.Options options = KeyServer.Options.of(Version.current());
      try (KeyServer server = KeyServer.start(ConfigSource.file(files.config()), options)) {
        new TrainingLoad(files, server.address(), server.adminAddress()).run(seconds);
        server.reload();
        server.drain();
      }
    } finally {
      delete(folder);
    }
    return 0;
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
