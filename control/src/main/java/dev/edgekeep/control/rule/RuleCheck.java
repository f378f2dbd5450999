package dev.edgekeep.control.rule;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.rules.ParseResult;
import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.rules.syntax.ExpressionProblem;
import dev.edgekeep.snapshot.read.PartReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The check of an expression, and of an action where one is given.
 *
 * @param formatted the expression in its stable form; null when it is wrong
 */
record RuleCheck(
    boolean valid, @Nullable String formatted, List<String> warnings, List<Mistake> errors) {
  /**
   * Something that is wrong.
   *
   * @param path of the member, as {@code when}
   * @param line in the expression, from 1; null elsewhere
   * @param column in its line, from 1; null elsewhere
   */
  record Mistake(String path, @Nullable Integer line, @Nullable Integer column, String message) {}

  /**
   * Checks what a body asks about.
   *
   * @param warnings about an expression that is right
   * @throws DomainException when it has no expression
   */
  static RuleCheck of(
      Value body, Function<RuleExpression, List<String>> warnings, PartReader parts) {
    Section section = body.section();
    Value when = section == null ? null : section.get("when");
    if (section != null && when == null) {
      when = section.get("expression");
    }
    String text = when == null ? null : when.text();
    if (section == null || text == null) {
      throw DomainException.invalid(
          "when", "when is missing; give the expression to check, as a text");
    }
    return switch (RuleExpression.parse(text)) {
      case ParseResult.Parsed<RuleExpression>(RuleExpression read) -> {
        List<Mistake> errors = rest(section, parts);
        yield new RuleCheck(errors.isEmpty(), read.formatted(), warnings.apply(read), errors);
      }
      case ParseResult.Invalid<RuleExpression>(List<ExpressionProblem> problems) -> {
        List<Mistake> errors = new ArrayList<>(problems.stream().map(RuleCheck::mistake).toList());
        errors.addAll(rest(section, parts));
        yield new RuleCheck(false, null, List.of(), errors);
      }
    };
  }

  private static Mistake mistake(ExpressionProblem problem) {
    return new Mistake("when", problem.line(), problem.column(), problem.message());
  }

  /** Faults besides the expression. */
  private static List<Mistake> rest(Section section, PartReader parts) {
    section.get("name");
    section.get("description");
    section.flag("enabled", true);
    Value action = section.get("action");
    if (action != null) {
      parts.action(section);
    }
    section.end();
    return section.problems().errors().stream()
        .map(found -> new Mistake(found.path(), null, null, found.message()))
        .toList();
  }
}
