package dev.edgekeep.rules.evaluate;

import dev.edgekeep.rules.syntax.Connective;
import dev.edgekeep.rules.type.EachSource;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.rules.type.Function;
import dev.edgekeep.rules.type.IpAddress;
import dev.edgekeep.rules.type.Type;
import dev.edgekeep.rules.type.Typed;
import dev.edgekeep.rules.type.ValueTest;
import java.util.List;

/**
 * Compiles a checked tree to conditions that call each other directly. Comparing a field with a
 * literal allocates nothing.
 */
final class Compiler {
  private Compiler() {}

  static Condition condition(Typed node) {
    return switch (node) {
      case Typed.Logical(Connective connective, List<Typed> operands) ->
          logical(connective, operands.stream().map(Compiler::condition).toArray(Condition[]::new));
      case Typed.Not(Typed operand) -> {
        Condition condition = condition(operand);
        yield (view, element) -> !condition.test(view, element);
      }
      case Typed.Comparison(Typed left, ValueTest test) -> comparison(left, test);
      case Typed.FieldValue(Field field) -> (view, _) -> view.truth(field);
      case Typed.Constant(_, Object value) -> {
        boolean truth = (Boolean) value;
        yield (_, _) -> truth;
      }
      case Typed.CloudOnly _ -> (_, _) -> false;
      case Typed.Call call -> callCondition(call);
      case Typed.Element _, Typed.Each _ -> {
        ValueSource value = Values.of(node);
        yield (view, element) -> value.of(view, element) instanceof Boolean truth && truth;
      }
    };
  }

  private static Condition logical(Connective connective, Condition[] operands) {
    return switch (connective) {
      case AND -> decidedBy(false, operands);
      case OR -> decidedBy(true, operands);
      case XOR ->
          (view, element) -> {
            boolean odd = false;
            for (Condition operand : operands) {
              odd ^= operand.test(view, element);
            }
            return odd;
          };
    };
  }

  /** Evaluates operands until one equals {@code deciding}: true decides an "or", false an "and". */
  private static Condition decidedBy(boolean deciding, Condition[] operands) {
    return (view, element) -> {
      for (Condition operand : operands) {
        if (operand.test(view, element) == deciding) {
          return deciding;
        }
      }
      return !deciding;
    };
  }

  private static Condition comparison(Typed left, ValueTest test) {
    return switch (test) {
      case ValueTest.OfText ofText -> text(left, ofText);
      case ValueTest.OfInteger ofInteger -> integer(left, ofInteger);
      case ValueTest.OfAddress ofAddress -> address(left, ofAddress);
      case ValueTest.OfTruth(boolean expected) -> truth(left, expected);
    };
  }

  private static Condition text(Typed left, ValueTest.OfText test) {
    TextSource source = Values.text(left);
    boolean ofAbsent = test.ofAbsent();
    return (view, element) -> {
      String value = source.of(view, element);
      return value == null ? ofAbsent : test.test(value);
    };
  }

  private static Condition integer(Typed left, ValueTest.OfInteger test) {
    if (left instanceof Typed.FieldValue(Field field)) {
      return (view, _) -> {
        long value = view.number(field);
        return value != RequestView.NO_NUMBER && test.test(value);
      };
    }
    ValueSource source = Values.of(left);
    return (view, element) -> source.of(view, element) instanceof Long value && test.test(value);
  }

  private static Condition address(Typed left, ValueTest.OfAddress test) {
    if (left instanceof Typed.FieldValue(Field field)) {
      return (view, _) -> {
        IpAddress value = view.address(field);
        return value != null && test.test(value);
      };
    }
    ValueSource source = Values.of(left);
    return (view, element) ->
        source.of(view, element) instanceof IpAddress value && test.test(value);
  }

  /** A boolean field that only the clouds provide is absent: neither true nor false. */
  private static Condition truth(Typed left, boolean expected) {
    if (left instanceof Typed.CloudOnly) {
      return (_, _) -> false;
    }
    Condition condition = condition(left);
    return (view, element) -> condition.test(view, element) == expected;
  }

  private static Condition callCondition(Typed.Call call) {
    Typed first = call.arguments().getFirst();
    return switch (call.function()) {
      case ANY -> quantified(first, true);
      case ALL -> quantified(first, false);
      case STARTS_WITH -> affix(call, String::startsWith);
      case ENDS_WITH -> affix(call, String::endsWith);
      case EXISTS -> exists(first);
      default -> {
        ValueSource value = Values.of(call);
        yield (view, element) -> value.of(view, element) instanceof Boolean truth && truth;
      }
    };
  }

  /**
   * For an absent or empty array, both {@code any} and {@code all} are false, like every comparison
   * with an absent value.
   */
  private static Condition quantified(Typed argument, boolean isAny) {
    Typed.Each root = EachSource.of(argument);
    if (root == null) {
      throw new IllegalStateException("the checker lets only conditions on each element pass");
    }
    Elements elements = Elements.of(root);
    Condition condition = condition(argument);
    return (view, _) -> {
      List<?> all = elements.of(view);
      for (int i = 0; i < all.size(); i++) {
        if (condition.test(view, all.get(i)) == isAny) {
          return isAny;
        }
      }
      return !isAny && !all.isEmpty();
    };
  }

  @FunctionalInterface
  private interface Affix {
    boolean isOf(String value, String part);
  }

  private static Condition affix(Typed.Call call, Affix affix) {
    TextSource value = Values.text(call.arguments().get(0));
    TextSource part = Values.text(call.arguments().get(1));
    return (view, element) -> {
      String text = value.of(view, element);
      String end = part.of(view, element);
      return text != null && end != null && affix.isOf(text, end);
    };
  }

  private static Condition exists(Typed argument) {
    if (argument.type() == Type.Scalar.BOOLEAN && !(argument instanceof Typed.CloudOnly)) {
      return (_, _) -> true;
    }
    ValueSource value = Values.of(argument);
    return (view, element) -> value.of(view, element) != null;
  }

  /** Returns whether this class compiles a function, rather than {@link Values}. */
  static boolean isCondition(Function function) {
    return switch (function) {
      case ANY, ALL, STARTS_WITH, ENDS_WITH, EXISTS -> true;
      default -> false;
    };
  }
}
