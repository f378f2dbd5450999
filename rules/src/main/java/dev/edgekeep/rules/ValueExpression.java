package dev.edgekeep.rules;

import dev.edgekeep.rules.evaluate.CompiledText;
import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.syntax.Node;
import dev.edgekeep.rules.syntax.Parser;
import dev.edgekeep.rules.syntax.Printer;
import dev.edgekeep.rules.syntax.SyntaxException;
import dev.edgekeep.rules.type.CheckResult;
import dev.edgekeep.rules.type.Checker;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.rules.type.FieldUse;
import dev.edgekeep.rules.type.NamedLists;
import dev.edgekeep.rules.type.Typed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expression with a single value as text: the target of a redirect, the value of a header, the
 * key of a rate limit. Two expressions are equal if their printed forms are equal. Immutable; any
 * thread.
 */
public final class ValueExpression {
  private final Node syntax;
  private final Typed tree;
  private final CompiledText compiled;

  private ValueExpression(Node syntax, Typed tree) {
    this.syntax = syntax;
    this.tree = tree;
    this.compiled = CompiledText.of(tree);
  }

  /** Parses an expression. */
  public static ParseResult<ValueExpression> parse(String text) {
    try {
      Node syntax = Parser.parse(text);
      return switch (Checker.scalar(syntax, text, NamedLists.NONE)) {
        case CheckResult.Valid(Typed tree, _) ->
            new ParseResult.Parsed<>(new ValueExpression(syntax, tree));
        case CheckResult.Invalid(var problems) -> new ParseResult.Invalid<>(problems);
      };
    } catch (SyntaxException e) {
      return new ParseResult.Invalid<>(List.of(e.problem()));
    }
  }

  /** The value for a request, one character for each byte; null if absent. */
  public @Nullable String value(RequestView view) {
    return compiled.value(view);
  }

  /** Returns whether evaluating the expression needs a field. */
  public boolean uses(Field field) {
    return FieldUse.of(tree).contains(field);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ValueExpression that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  @Override
  public String toString() {
    return Printer.print(syntax);
  }
}
