package dev.edgekeep.rules;

import dev.edgekeep.rules.evaluate.CompiledText;
import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.syntax.Node;
import dev.edgekeep.rules.syntax.Parser;
import dev.edgekeep.rules.syntax.Printer;
import dev.edgekeep.rules.syntax.SyntaxException;
import dev.edgekeep.rules.type.Checked;
import dev.edgekeep.rules.type.Checker;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.rules.type.FieldUse;
import dev.edgekeep.rules.type.NamedLists;
import dev.edgekeep.rules.type.Typed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expression with one value, as text: where a redirect leads, what a header says, what requests
 * are counted by. Two are equal when they are printed alike. Immutable; any thread.
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

  /** Reads an expression. */
  public static Reading<ValueExpression> parse(String text) {
    try {
      Node syntax = Parser.parse(text);
      return switch (Checker.scalar(syntax, text, NamedLists.NONE)) {
        case Checked.Good(Typed tree, _) -> new Reading.Read<>(new ValueExpression(syntax, tree));
        case Checked.Bad(var problems) -> new Reading.Unreadable<>(problems);
      };
    } catch (SyntaxException e) {
      return new Reading.Unreadable<>(List.of(e.problem()));
    }
  }

  /** The value for a request, one character for each byte; null when it is absent. */
  public @Nullable String value(RequestView view) {
    return compiled.value(view);
  }

  /** Whether it needs a field to be told. */
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
