package dev.edgekeep.cli.demo;

import dev.edgekeep.daemon.command.TemporaryFolder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code edgekeep train}: does what a control plane and an edge do, handshakes and requests, and
 * asks for what the command line asks for, while the virtual machine notes what is loaded and what
 * is hot. The launcher makes the ahead-of-time cache with it.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Serve handshakes and requests on loopback for some seconds, and end.")
public final class TrainCommand implements Callable<Integer> {
  @Option(
      names = "--seconds",
      defaultValue = "6",
      description = "How long requests are sent; ${DEFAULT-VALUE} if not given.")
  private int seconds;

  @Override
  public Integer call() throws Exception {
    try (TemporaryFolder folder = TemporaryFolder.create("edgekeep-train")) {
      serve(folder.path());
    }
    return 0;
  }

  private void serve(Path folder) throws Exception {
    try (Demo demo = Demo.start(folder, DemoPorts.ofHttps(0))) {
      new TrainingLoad(demo.files(), demo.https(), demo.control().edgeAdminAddress()).run(seconds);
      new TrainingCommands(demo.control().plaintextUrl(), folder.resolve(DemoControlConfig.TOKEN))
          .run();
    }
  }
}
