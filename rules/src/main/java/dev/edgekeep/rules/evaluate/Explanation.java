package dev.edgekeep.rules.evaluate;

import dev.edgekeep.rules.syntax.Node;
import dev.edgekeep.rules.syntax.Printer;
import dev.edgekeep.rules.syntax.Strings;
import dev.edgekeep.rules.type.Typed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of each part of an expression for a request.
 *
 * @param isMatched the result of the whole expression
 * @param parts the whole expression first, then the parts of each part
 */
public record Explanation(boolean isMatched, List<Part> parts) {
  /**
   * A condition within the expression.
   *
   * @param depth 0 for the whole expression
   * @param text the printed condition
   * @param value the value to the left of the operator for this request; null if absent, or if the
   *     part is not a comparison
   */
  public record Part(int depth, String text, boolean isTrue, @Nullable String value) {}

  public Explanation {
    parts = List.copyOf(parts);
  }

  /** Evaluates the parts of a tree; {@code tree} is the checked form of {@code syntax}. */
  public static Explanation of(Node syntax, Typed tree, RequestView view) {
    List<Part> parts = new ArrayList<>();
    add(parts, 0, syntax, tree, view);
    return new Explanation(parts.getFirst().isTrue(), parts);
  }

  private static void add(List<Part> parts, int depth, Node syntax, Typed tree, RequestView view) {
    boolean isTrue = Compiler.condition(tree).test(view, null);
    parts.add(new Part(depth, Printer.print(syntax), isTrue, value(tree, view)));
    if (syntax instanceof Node.Logical some && tree instanceof Typed.Logical typed) {
      for (int i = 0; i < some.operands().size(); i++) {
        add(parts, depth + 1, some.operands().get(i), typed.operands().get(i), view);
      }
    } else if (syntax instanceof Node.Not not && tree instanceof Typed.Not typed) {
      add(parts, depth + 1, not.operand(), typed.operand(), view);
    }
  }

  private static @Nullable String value(Typed tree, RequestView view) {
    if (!(tree instanceof Typed.Comparison(Typed left, _))) {
      return null;
    }
    Object value = Values.of(left).of(view, null);
    return switch (value) {
      case null -> null;
      case String text -> Strings.quoted(text);
      default -> Values.printed(value);
    };
  }
}
