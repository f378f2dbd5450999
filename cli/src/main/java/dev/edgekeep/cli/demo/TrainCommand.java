package dev.edgekeep.cli.demo;

import dev.edgekeep.daemon.command.TemporaryFolder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code edgekeep train}: runs a control plane, an edge and commands, so that the virtual machine
 * records the loaded classes and hot methods. The launcher creates the ahead-of-time cache with it.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Serve handshakes and requests on loopback for some seconds.")
public final class TrainCommand implements Callable<Integer> {
  @Option(
      names = "--seconds",
      defaultValue = "6",
      description = "The duration of the requests; default: ${DEFAULT-VALUE}.")
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
