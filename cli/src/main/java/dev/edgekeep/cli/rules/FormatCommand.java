package dev.edgekeep.cli.rules;

import dev.edgekeep.daemon.command.CommandFailure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code edgekeep rules fmt}: prints an expression in its canonical form. */
@Command(
    name = "fmt",
    description = {
      "Print an expression in its canonical form: one line, operators as words, no redundant"
          + " parentheses.",
      "Exit status 0: printed. 2: invalid; prints the place and the reason."
    })
final class FormatCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ExpressionInput input;

  @Override
  public Integer call() throws CommandFailure {
    spec.commandLine().getOut().println(input.read().formatted());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
