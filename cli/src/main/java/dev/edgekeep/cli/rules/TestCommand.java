package dev.edgekeep.cli.rules;

import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.rules.evaluate.Explanation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code edgekeep rules test}: whether an expression is true of a recorded request, and why. */
@Command(
    name = "test",
    description = {
      "Whether an expression is true of a recorded request, and which of its parts are.",
      "Exit status 0: it is. 1: it is not. 2: the expression or the request is wrong."
    })
final class TestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ExpressionInput input;

  @Option(
      names = {"-r", "--request"},
      required = true,
      paramLabel = "FILE",
      description = "The request, YAML or JSON: method, url, headers, and any field by its name.")
  private Path request;

  @Override
  public Integer call() throws CommandFailure {
    RuleExpression expression = input.read();
    Explanation explanation = expression.explain(RequestFile.read(request));
    PrintWriter out = spec.commandLine().getOut();
    out.println(explanation.isMatched() ? "matched" : "not matched");
    explanation.parts().forEach(part -> out.println(shown(part)));
    out.flush();
    return explanation.isMatched() ? 0 : CommandFailure.NO;
  }

  private static String shown(Explanation.Part part) {
    String value = part.value() == null ? "" : "   (it is " + part.value() + ")";
    return "  ".repeat(part.depth() + 1)
        + (part.isTrue() ? "true   " : "false  ")
        + part.text()
        + value;
  }
}
