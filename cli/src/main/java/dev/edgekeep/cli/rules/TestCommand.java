package dev.edgekeep.cli.rules;

import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.rules.ValueExpression;
import dev.edgekeep.rules.evaluate.Explanation;
import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.syntax.Strings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--value",
      paramLabel = "EXPRESSION",
      description = "Also compute an expression of an action, such as pathExpression of rewrite.")
  private @Nullable String value;

  @Override
  public Integer call() throws CommandFailure {
    RuleExpression expression = input.read();
    ValueExpression computed = value == null ? null : ExpressionInput.value(value);
    RequestView view = RequestFile.read(request);
    Explanation explanation = expression.explain(view);
    PrintWriter out = spec.commandLine().getOut();
    out.println(explanation.isMatched() ? "matched" : "not matched");
    explanation.parts().forEach(part -> out.println(shown(part)));
    if (computed != null) {
      String text = computed.value(view);
      out.println("value: " + (text == null ? "absent" : Strings.quoted(text)));
    }
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
