package dev.edgekeep.keyserver.training;

import dev.edgekeep.daemon.command.TemporaryFolder;
import dev.edgekeep.daemon.command.Version;
import dev.edgekeep.keyserver.KeyServer;
import dev.edgekeep.keyserver.config.ConfigSource;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code train}: runs a key server with temporary keys under load, while the virtual machine
 * records which classes are loaded and which methods are hot. The launcher creates the
 * ahead-of-time cache with it.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Serve a built-in edge on loopback for some seconds, and end.")
public final class TrainCommand implements Callable<Integer> {
  @Option(
      names = "--seconds",
      defaultValue = "3",
      description = "Seconds of load; default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Override
  public Integer call() throws Exception {
    try (TemporaryFolder folder = TemporaryFolder.create("edgekeep-train")) {
      TrainingFiles files = TrainingFiles.write(folder.path(), InstantSource.system());
      KeyServer.Options options = KeyServer.Options.of(Version.current());
      try (KeyServer server = KeyServer.start(ConfigSource.file(files.config()), options)) {
        new TrainingLoad(files, server.address(), server.adminAddress()).run(seconds);
        server.reload();
        server.drain();
      }
    }
    return 0;
  }
}
