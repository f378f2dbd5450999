package dev.edgekeep.cli;

import dev.edgekeep.cli.demo.TrainCommand;
import dev.edgekeep.cli.demo.UpCommand;
import dev.edgekeep.cli.edge.EdgeCommand;
import dev.edgekeep.cli.inspect.InspectCommand;
import dev.edgekeep.cli.verify.VerifyCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The {@code edgekeep} command: exit status 0 fine, 1 the answer is no, 2 wrong usage, 3 failed.
 */
@Command(
    name = "edgekeep",
    description = "A self-hosted edge for mutual TLS, client certificates and keyless HTTPS.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    subcommands = {
      UpCommand.class,
      EdgeCommand.class,
      VerifyCommand.class,
      InspectCommand.class,
      VersionCommand.class,
      CompletionCommand.class,
      TrainCommand.class
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The whole command, to be executed or tested. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setParameterExceptionHandler(Failures::wrongUsage)
        .setExecutionExceptionHandler(Failures::failed);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
