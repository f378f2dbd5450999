package dev.edgekeep.cli.rules;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code edgekeep rules}: commands for the expressions of rules. */
@Command(
    name = "rules",
    description = "Check, format and test rule expressions, without a control plane.",
    subcommands = {CheckCommand.class, FormatCommand.class, TestCommand.class})
public final class RulesCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command? One of: check, fmt, test");
  }
}
