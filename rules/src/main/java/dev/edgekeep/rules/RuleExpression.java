package dev.edgekeep.rules;

import dev.edgekeep.rules.evaluate.CompiledCondition;
import dev.edgekeep.rules.evaluate.Explanation;
import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.syntax.ExpressionProblem;
import dev.edgekeep.rules.syntax.Node;
import dev.edgekeep.rules.syntax.Parser;
import dev.edgekeep.rules.syntax.Printer;
import dev.edgekeep.rules.syntax.SyntaxException;
import dev.edgekeep.rules.type.Checked;
import dev.edgekeep.rules.type.Checker;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.rules.type.FieldUse;
import dev.edgekeep.rules.type.HostsNamed;
import dev.edgekeep.rules.type.NamedLists;
import dev.edgekeep.rules.type.Typed;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An expression that was read, checked and compiled. Two are equal when they are printed alike and
 * name the same lists. Immutable; any thread.
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

  /** Reads an expression that names no lists. */
  public static Reading<RuleExpression> parse(String text) {
    return parse(text, NamedLists.NONE);
  }

  /**
   * Reads an expression.
   *
   * @param lists what {@code in $name} may name
   */
  public static Reading<RuleExpression> parse(String text, NamedLists lists) {
    try {
      Node syntax = Parser.parse(text);
      return switch (Checker.condition(syntax, text, lists)) {
        case Checked.Good(Typed tree, List<ExpressionProblem> warnings) ->
            new Reading.Read<>(new RuleExpression(syntax, lists, tree, warnings));
        case Checked.Bad(List<ExpressionProblem> problems) -> new Reading.Unreadable<>(problems);
      };
    } catch (SyntaxException e) {
      return new Reading.Unreadable<>(List.of(e.problem()));
    }
  }

  /** Whether the request is one that the expression describes. */
  public boolean matches(RequestView view) {
    return compiled.matches(view);
  }

  /** Which parts of the expression are true of the request. Slow: for people. */
  public Explanation explain(RequestView view) {
    return Explanation.of(syntax, tree, view);
  }

  /** The expression on one line, in its stable form; to read it gives the same expression. */
  public String formatted() {
    return Printer.print(syntax);
  }

  /** What is to be said of the expression before it is used. */
  public Checks checks() {
    return new Checks(hosts().isPresent(), warnings);
  }

  /** The hosts outside of which it is never true; empty when it may be true for any host. */
  public Optional<Set<String>> hosts() {
    return Optional.ofNullable(HostsNamed.by(tree));
  }

  /** Whether it needs a field to be told. */
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
   * What is allowed and worth a warning.
   *
   * @param mentionsHost whether it is limited to hosts; otherwise it counts for every host
   * @param warnings what is probably not meant, with its place
   */
  public record Checks(boolean mentionsHost, List<ExpressionProblem> warnings) {
    public Checks {
      warnings = List.copyOf(warnings);
    }
  }
}
