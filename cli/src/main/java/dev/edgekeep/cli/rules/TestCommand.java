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

/** {@code edgekeep rules test}: evaluates an expression for a recorded request. */
@Command(
    name = "test",
    description = {
      "Evaluate an expression and its parts for a recorded request.",
      "Exit status 0: it matches. 1: it does not match. 2: the expression or the request is"
          + " invalid."
    })
final class TestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ExpressionInput input;

  @Option(
      names = {"-r", "--request"},
      required = true,
      paramLabel = "FILE",
      description =
          "The request, YAML or JSON: method, url, headers, and any other field by its name.")
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
