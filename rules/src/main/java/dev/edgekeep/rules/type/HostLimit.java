package dev.edgekeep.rules.type;

import dev.edgekeep.rules.syntax.Connective;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The hosts that a condition is limited to by {@code eq} or {@code in}. */
public final class HostLimit {
  private HostLimit() {}

  /** The only hosts for which the condition can be true; null if it can be true for any host. */
  public static @Nullable Set<String> of(Typed node) {
    return switch (node) {
      case Typed.Comparison(Typed left, ValueTest.Equal(String host)) when isHost(left) ->
          Set.of(host);
      case Typed.Comparison(Typed left, ValueTest.OneOf(Set<String> hosts)) when isHost(left) ->
          hosts;
      case Typed.Logical(Connective connective, List<Typed> operands) ->
          switch (connective) {
            case AND -> byAll(operands);
            case OR, XOR -> byAny(operands);
          };
      default -> null;
    };
  }

  private static boolean isHost(Typed left) {
    return switch (left) {
      case Typed.FieldValue(Field field) -> field == Field.HOST;
      case Typed.Call(Function function, List<Typed> arguments, _, _) ->
          function == Function.LOWER && isHost(arguments.getFirst());
      default -> false;
    };
  }

  private static @Nullable Set<String> byAll(List<Typed> operands) {
    Set<String> common = null;
    for (Typed operand : operands) {
      Set<String> hosts = of(operand);
      if (hosts != null) {
        Set<String> both = new HashSet<>(hosts);
        if (common != null) {
          both.retainAll(common);
        }
        common = both;
      }
    }
    return common;
  }

  /** An exclusive or can be true only where one of its operands can be. */
  private static @Nullable Set<String> byAny(List<Typed> operands) {
    Set<String> all = new HashSet<>();
    for (Typed operand : operands) {
      Set<String> hosts = of(operand);
      if (hosts == null) {
        return null;
      }
      all.addAll(hosts);
    }
    return all;
  }
}
