package dev.edgekeep.keyserver;

import dev.edgekeep.daemon.command.Failures;
import dev.edgekeep.keyserver.command.KeyServerCommand;
import picocli.CommandLine;

/** The key server as a program of its own. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new KeyServerCommand())
        .setParameterExceptionHandler(Failures::wrongUsage)
        .setExecutionExceptionHandler(Failures::failed);
  }
}
