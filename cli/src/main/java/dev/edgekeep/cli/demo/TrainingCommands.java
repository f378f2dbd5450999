package dev.edgekeep.cli.demo;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code edgekeep train-commands}: runs short commands, as those who wait for them call them, so
 * that the virtual machine records the classes that they load. It loads no server: with the classes
 * of a server in their cache, short commands would start later.
 *
 * <p>It needs a running {@code edgekeep up} that uses {@code edgekeep-data} in the current folder.
 */
@Command(
    name = "train-commands",
    hidden = true,
    description = "Run short commands against the control plane of this folder.")
public final class TrainingCommands implements Callable<Integer> {
  private static final String DATA = "edgekeep-data/";

  private static final List<String> COMMANDS =
      List.of(
          "version",
          "--help",
          "host set --help",
          "site list",
          "site list -o json",
          "site list -o yaml",
          "host list --site localhost",
          "client-cert list --site localhost",
          "client-cert issue --site localhost --out " + DATA + "issued",
          "get /sites/localhost/hosts/mtls.localhost",
          "inspect " + DATA + "demo/client.pem",
          "verify --ca " + DATA + "demo/client-ca.pem " + DATA + "demo/client.pem");

  private final Function<String[], CommandLine> edgekeep;

  /**
   * Trains commands.
   *
   * @param edgekeep creates the {@code edgekeep} command for given arguments
   */
  public TrainingCommands(Function<String[], CommandLine> edgekeep) {
    this.edgekeep = edgekeep;
  }

  @Override
  public Integer call() {
    for (String command : COMMANDS) {
      run(command.split(" "));
    }
    return 0;
  }

  private void run(String... words) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    int status = edgekeep.apply(words).setOut(nowhere).execute(words);
    if (status != 0) {
      throw new IllegalStateException(
          "training expected 0 of %s, got %d".formatted(String.join(" ", words), status));
    }
  }
}
