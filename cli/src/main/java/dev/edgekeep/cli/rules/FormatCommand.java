package dev.edgekeep.cli.rules;

import dev.edgekeep.daemon.command.CommandFailure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code edgekeep rules fmt}: an expression in its stable form. */
@Command(
    name = "fmt",
    description = {
      "Print an expression in its stable form: on one line, operators as words, no needless"
          + " parentheses.",
      "Exit status 0: printed. 2: it is wrong; where and why is said."
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
