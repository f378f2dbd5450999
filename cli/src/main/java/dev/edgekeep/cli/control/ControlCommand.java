package dev.edgekeep.cli.control;

import dev.edgekeep.control.config.ControlConfig;
import dev.edgekeep.control.config.ControlConfigReader;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.daemon.command.PrintableWriter;
import dev.edgekeep.daemon.command.ProblemList;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code edgekeep control}. */
@Command(
    name = "control",
    subcommands = {BackupCommand.class, RestoreCommand.class},
    description = {
      "Run a control plane: its REST API, its store, and the edge node of this process if its"
          + " configuration has one.",
      "At the first start the token of the first administrator is written to the file that the"
          + " configuration names."
    })
public final class ControlCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--config", paramLabel = "FILE", description = "What to run, as YAML or JSON.")
  private @Nullable Path config;

  @Option(
      names = "--check",
      description = "Only say whether the file is right: status 0, or 2 and what is wrong.")
  private boolean check;

  @Override
  public Integer call() throws Exception {
    if (config == null) {
      throw new ParameterException(spec.commandLine(), "--config FILE is missing");
    }
    ControlConfig read = read(config);
    PrintWriter out = spec.commandLine().getOut();
    if (check) {
      out.println(config + " can be run");
      return 0;
    }
    try (ControlProcess process = ControlProcess.start(read)) {
      out.println("listening on " + process.describeAddresses());
      out.println("ready");
      out.flush();
      process.serveUntilTold();
    }
    return 0;
  }

  /**
   * The configuration in a file.
   *
   * @throws CommandFailure with all that is wrong
   */
  public static ControlConfig read(Path file) throws CommandFailure {
    return switch (ControlConfigReader.read(file, Instant.now())) {
      case ControlConfigReader.Result.Read read -> {
        read.warnings()
            .forEach(warning ->
                System.err.println(PrintableWriter.printable("edgekeep: warning: " + warning)));
        yield read.config();
      }
      case ControlConfigReader.Result.Refused refused ->
          throw CommandFailure.configuration(
              "%s cannot be run: %s".formatted(file, ProblemList.inLines(refused.problems())));
    };
  }
}
