package dev.edgekeep.cli.control;

import dev.edgekeep.config.document.ConfigurationKind;
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
    subcommands = {BackupCommand.class, RestoreCommand.class, RekeyCommand.class},
    description = {
      "Run a control plane: the REST API, the store, and an edge node in the same process if the"
          + " configuration has one.",
      "The first start writes an administrator token to the file that the configuration names."
    })
public final class ControlCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--config", paramLabel = "FILE", description = "The configuration, YAML or JSON.")
  private @Nullable Path config;

  @Option(
      names = "--check",
      description = "Only check the configuration: exit status 0, or 2 with the problems.")
  private boolean check;

  @Override
  public Integer call() throws Exception {
    if (config == null) {
      throw new ParameterException(spec.commandLine(), "no configuration given; use --config FILE");
    }
    ControlConfig read = read(config);
    PrintWriter out = spec.commandLine().getOut();
    if (check) {
      out.println(config + " is valid");
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
   * Reads a configuration.
   *
   * @throws CommandFailure with all problems
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
              "%s is invalid: %s%s"
                  .formatted(
                      file,
                      ProblemList.inLines(refused.problems()),
                      ConfigurationKind.hint(file, ConfigurationKind.CONTROL)));
    };
  }
}
