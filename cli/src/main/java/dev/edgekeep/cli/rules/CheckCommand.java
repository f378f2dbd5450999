package dev.edgekeep.cli.rules;

import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.rules.RuleExpression;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code edgekeep rules check}: validates an expression. */
@Command(
    name = "check",
    description = {
      "Validate an expression and warn about likely mistakes.",
      "Exit status 0: valid. 2: invalid; prints the place and the reason."
    })
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ExpressionInput input;

  @Override
  public Integer call() throws CommandFailure {
    RuleExpression expression = input.read();
    RuleExpression.Checks checks = expression.checks();
    PrintWriter out = spec.commandLine().getOut();
    out.println("ok: " + expression.formatted());
    checks.warnings().forEach(warning -> out.println("warning: " + warning));
    if (!checks.mentionsHost()) {
      out.println(
          "warning: no comparison of http.host with eq or in: the rule applies to every host of the"
              + " site");
    }
    out.flush();
    return 0;
  }
}
