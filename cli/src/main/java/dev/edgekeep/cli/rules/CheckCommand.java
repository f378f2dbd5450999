package dev.edgekeep.cli.rules;

import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.rules.RuleExpression;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code edgekeep rules check}: whether an expression can be used. */
@Command(
    name = "check",
    description = {
      "Whether an expression can be used, and what is probably not meant in it.",
      "Exit status 0: it can. 2: it is wrong; where and why is said."
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
          "warning: no host is named with http.host eq or in: it applies to every host of the"
              + " site");
    }
    out.flush();
    return 0;
  }
}
