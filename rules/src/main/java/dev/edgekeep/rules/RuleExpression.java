package dev.edgekeep.rules;

import dev.edgekeep.rules.evaluate.CompiledCondition;
import dev.edgekeep.rules.evaluate.Explanation;
import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.syntax.ExpressionProblem;
import dev.edgekeep.rules.syntax.Node;
import dev.edgekeep.rules.syntax.Parser;
import dev.edgekeep.rules.syntax.Printer;
import dev.edgekeep.rules.syntax.SyntaxException;
import dev.edgekeep.rules.type.CheckResult;
import dev.edgekeep.rules.type.Checker;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.rules.type.FieldUse;
import dev.edgekeep.rules.type.HostLimit;
import dev.edgekeep.rules.type.NamedLists;
import dev.edgekeep.rules.type.Typed;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A parsed, checked and compiled expression. Two expressions are equal if their printed form and
 * the lists that they name are equal. Immutable; any thread.
 */
public final class RuleExpression {
  private final Node syntax;
  private final NamedLists lists;
  private final Typed tree;
  private final List<ExpressionProblem> warnings;
  private final CompiledCondition compiled;

  private RuleExpression(
      Node syntax, NamedLists lists, Typed tree, List<ExpressionProblem> warnings) {
    this.syntax = syntax;
    this.lists = lists;
    this.tree = tree;
    this.warnings = warnings;
    this.compiled = CompiledCondition.of(tree);
  }

  /** Parses an expression that refers to no lists. */
  public static ParseResult<RuleExpression> parse(String text) {
    return parse(text, NamedLists.NONE);
  }

  /**
   * Parses an expression.
   *
   * @param lists the lists that {@code in $name} may refer to
   */
  public static ParseResult<RuleExpression> parse(String text, NamedLists lists) {
    try {
      Node syntax = Parser.parse(text);
      return switch (Checker.condition(syntax, text, lists)) {
        case CheckResult.Valid(Typed tree, List<ExpressionProblem> warnings) ->
            new ParseResult.Parsed<>(new RuleExpression(syntax, lists, tree, warnings));
        case CheckResult.Invalid(List<ExpressionProblem> problems) ->
            new ParseResult.Invalid<>(problems);
      };
    } catch (SyntaxException e) {
      return new ParseResult.Invalid<>(List.of(e.problem()));
    }
  }

  /** Returns whether the expression is true for the request. */
  public boolean matches(RequestView view) {
    return compiled.matches(view);
  }

  /** Evaluates each part of the expression for the request. Slow: for people. */
  public Explanation explain(RequestView view) {
    return Explanation.of(syntax, tree, view);
  }

  /** The formatted expression on one line. Parsing it gives an equal expression. */
  public String formatted() {
    return Printer.print(syntax);
  }

  /** The lists that the expression may name. */
  public NamedLists lists() {
    return lists;
  }

  /** Warnings about the expression. */
  public Checks checks() {
    return new Checks(hosts().isPresent(), warnings);
  }

  /** The only hosts for which the expression can be true; empty if it can be true for any host. */
  public Optional<Set<String>> hosts() {
    return Optional.ofNullable(HostLimit.of(tree));
  }

  /** Returns whether evaluating the expression needs a field. */
  public boolean uses(Field field) {
    return FieldUse.of(tree).contains(field);
  }

  @Override
  public boolean equals(Object other) {
    return other == this
        || (other instanceof RuleExpression that
            && lists.equals(that.lists)
            && formatted().equals(that.formatted()));
  }

  @Override
  public int hashCode() {
    return formatted().hashCode();
  }

  @Override
  public String toString() {
    return formatted();
  }

  /**
   * Warnings about a valid expression.
   *
   * @param mentionsHost whether the expression is limited to hosts; otherwise it applies to every
   *     host
   * @param warnings likely mistakes, with their positions
   */
  public record Checks(boolean mentionsHost, List<ExpressionProblem> warnings) {
    public Checks {
      warnings = List.copyOf(warnings);
    }
  }
}
