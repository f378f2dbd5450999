package dev.edgekeep.cli.rules;

import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.rules.ParseResult;
import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.rules.syntax.ExpressionProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The expression that a command is about: given in its place, or in a file. */
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
      throw new ParameterException(
          spec.commandLine(), "give an expression, or a file that has it with --file");
    }
    return given != null || from == null ? String.valueOf(given) : content(from).strip();
  }

  private static String content(Path file) throws CommandFailure {
    try {
      return file.toString().equals("-")
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(file);
    } catch (NoSuchFileException e) {
      throw CommandFailure.configuration(file + ": no such file");
    } catch (IOException e) {
      throw CommandFailure.configuration(file + ": cannot be read: " + e.getMessage());
    }
  }

  /** The expression that was given; what is wrong with it is told with its place. */
  RuleExpression read() throws CommandFailure {
    String text = text();
    return switch (RuleExpression.parse(text)) {
      case ParseResult.Parsed<RuleExpression>(RuleExpression read) -> read;
      case ParseResult.Invalid<RuleExpression>(List<ExpressionProblem> problems) ->
          throw CommandFailure.configuration(
              problems.stream()
                  .map(problem -> shown(text, problem))
                  .collect(Collectors.joining("\n")));
    };
  }

  /** The problem, and its line with a mark below its place. */
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
