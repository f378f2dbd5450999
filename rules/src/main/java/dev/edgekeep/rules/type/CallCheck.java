package dev.edgekeep.rules.type;

import dev.edgekeep.rules.syntax.Node;
import dev.edgekeep.rules.syntax.Span;
import java.util.ArrayList;
import java.util.List;

/** Checks the arguments of a call against the parameters of its function. */
final class CallCheck {
  private CallCheck() {}

  static Typed check(Function function, Node.Call call, List<Typed> arguments)
      throws CheckException {
    if (!function.takes(arguments.size())) {
      throw new CheckException(
          call.span(),
          "%s takes %s, found %d"
              .formatted(function.label(), function.countTaken(), arguments.size()));
    }
    List<Typed> checked = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      Span span = call.arguments().get(i).span();
      checked.add(argument(function, i, arguments.get(i), span));
    }
    boolean isEach = checked.getFirst().isEach() && !function.isOfArray();
    return new Typed.Call(function, checked, function.result(), isEach);
  }

  private static Typed argument(Function function, int index, Typed argument, Span span)
      throws CheckException {
    Parameter parameter = function.parameter(index);
    if (!parameter.accepts(argument)) {
      throw new CheckException(
          span,
          "%s takes %s here, found %s"
              .formatted(function.label(), parameter.expected(), found(argument)));
    }
    if (index > 0 && argument.isEach()) {
      throw new CheckException(span, "[*] is allowed only in the first argument of a function");
    }
    checkLiteral(parameter, argument, span);
    if (function == Function.CONCAT || function == Function.TO_STRING) {
      checkPrintable(function, argument, span);
    }
    return argument;
  }

  private static String found(Typed argument) {
    return argument instanceof Typed.Constant(Type type, _) && type == Type.Scalar.STRING
        ? "a string"
        : argument.type().toString();
  }

  private static void checkPrintable(Function function, Typed argument, Span span)
      throws CheckException {
    if (!(argument.type() instanceof Type.Scalar)) {
      throw new CheckException(
          span,
          "%s does not accept %s; use one of its elements"
              .formatted(function.label(), argument.type()));
    }
  }

  private static void checkLiteral(Parameter parameter, Typed argument, Span span)
      throws CheckException {
    try {
      if (parameter == Parameter.PATTERN_LITERAL) {
        Regex.of(literal(argument));
      } else if (parameter == Parameter.WILDCARD_LITERAL) {
        Wildcard.of(literal(argument), false);
      }
    } catch (InvalidPattern e) {
      throw new CheckException(span, e.getMessage());
    }
  }

  private static String literal(Typed argument) {
    return (String) ((Typed.Constant) argument).value();
  }
}
