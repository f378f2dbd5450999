package dev.edgekeep.cli.rules;

import dev.edgekeep.cli.input.InputFile;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.rules.ParseResult;
import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.rules.ValueExpression;
import dev.edgekeep.rules.syntax.ExpressionProblem;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The expression of a command, from the command line or a file. */
final class ExpressionInput {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "EXPRESSION",
      description = "The expression; quote it for the shell.")
  private @Nullable String expression;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "A file with the expression; - for standard input.")
  private @Nullable Path file;

  String text() throws CommandFailure {
    String given = expression;
    Path from = file;
    if ((given == null) == (from == null)) {
      throw new ParameterException(spec.commandLine(), "use either EXPRESSION or --file");
    }
    return given != null || from == null ? String.valueOf(given) : InputFile.text(from).strip();
  }

  /** Parses the expression; problems are reported with their places. */
  RuleExpression read() throws CommandFailure {
    String text = text();
    return parsed(text, RuleExpression.parse(text));
  }

  /** Parses an expression of an action; problems are reported as those of {@link #read}. */
  static ValueExpression value(String text) throws CommandFailure {
    return parsed(text, ValueExpression.parse(text));
  }

  private static <T> T parsed(String text, ParseResult<T> result) throws CommandFailure {
    return switch (result) {
      case ParseResult.Parsed<T>(T read) -> read;
      case ParseResult.Invalid<T>(List<ExpressionProblem> problems) ->
          throw CommandFailure.configuration(
              problems.stream()
                  .map(problem -> shown(text, problem))
                  .collect(Collectors.joining("\n")));
    };
  }

  /** The problem, followed by its line with a mark below the place. */
  private static String shown(String text, ExpressionProblem problem) {
    String line = text.lines().skip(problem.line() - 1L).findFirst().orElse("");
    return problem
        + "\n  "
        + line.replace('\t', ' ')
        + "\n  "
        + " ".repeat(problem.column() - 1)
        + "^";
  }
}
