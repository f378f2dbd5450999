package dev.edgekeep.rules.type;

import dev.edgekeep.rules.syntax.Span;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the array that {@code [*]} iterates over: a condition has one, however often it is written.
 */
public final class EachSource {
  private EachSource() {}

  /** The array whose elements {@code node} iterates over; null if it iterates over none. */
  public static Typed.@Nullable Each of(Typed node) {
    Set<Typed.Each> roots = new LinkedHashSet<>();
    collect(node, roots);
    return roots.isEmpty() ? null : roots.iterator().next();
  }

  static void check(Typed node, Span span) throws CheckException {
    Set<Typed.Each> roots = new LinkedHashSet<>();
    collect(node, roots);
    if (roots.size() > 1) {
      throw new CheckException(
          span,
          "[*] iterates over one array in a condition; put a separate any(…) around each array");
    }
  }

  private static void collect(Typed node, Set<Typed.Each> roots) {
    if (!node.isEach()) {
      return;
    }
    switch (node) {
      case Typed.Each each -> roots.add(each);
      case Typed.Element(Typed base, _) -> collect(base, roots);
      case Typed.Call(_, List<Typed> arguments, _, _) -> collect(arguments.getFirst(), roots);
      case Typed.Comparison(Typed left, _) -> collect(left, roots);
      case Typed.Not(Typed operand) -> collect(operand, roots);
      case Typed.Logical(_, List<Typed> operands) ->
          operands.forEach(operand -> collect(operand, roots));
      case Typed.Constant _, Typed.FieldValue _, Typed.CloudOnly _ -> {}
    }
  }
}
