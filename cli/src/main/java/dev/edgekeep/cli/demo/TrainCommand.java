package dev.edgekeep.cli.demo;

import dev.edgekeep.daemon.command.TemporaryFolder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code edgekeep train}: runs a control plane and an edge, so that the virtual machine records the
 * loaded classes and hot methods. The launcher creates the ahead-of-time cache of all servers with
 * it, and beside it those of an edge alone and of short commands.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Serve handshakes and requests on loopback for some seconds.")
public final class TrainCommand implements Callable<Integer> {
  @Option(
      names = "--seconds",
      defaultValue = "4",
      description = "The duration of the requests to each edge; default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--edge-cache",
      paramLabel = "FILE",
      description = "Create the ahead-of-time cache of an edge alone in this file.")
  private @Nullable Path edgeCache;

  @Option(
      names = "--commands-cache",
      paramLabel = "FILE",
      description = "Create the ahead-of-time cache of short commands in this file.")
  private @Nullable Path commandsCache;

  @Override
  public Integer call() throws Exception {
    try (TemporaryFolder folder = TemporaryFolder.create("edgekeep-train")) {
      serve(folder.path());
    }
    return 0;
  }

  private void serve(Path folder) throws Exception {
    try (Demo demo = Demo.start(folder.resolve("edgekeep-data"), DemoPorts.ofHttps(0))) {
      new TrainingLoad(demo.files(), demo.https(), demo.control().edgeAdminAddress()).run(seconds);
      if (edgeCache != null) {
        new TrainingEdge(demo, folder).train(edgeCache, seconds);
      }
      if (commandsCache != null) {
        try (TrainedProcess commands =
            TrainedProcess.start(folder, commandsCache, "train-commands")) {
          commands.awaitEnd();
        }
      }
    }
  }
}
