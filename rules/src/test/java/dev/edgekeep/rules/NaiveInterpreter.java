package dev.edgekeep.rules;

import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.syntax.Literal;
import dev.edgekeep.rules.syntax.Node;
import dev.edgekeep.rules.syntax.Operator;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.rules.type.FieldNames;
import dev.edgekeep.rules.type.IpAddress;
import dev.edgekeep.rules.type.Type;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A second implementation of the language, as simple as possible: it walks the syntax tree, without
 * indexes, sorted ranges or a compiled form. For the expressions of {@link RandomExpressions}.
 */
final class NaiveInterpreter {
  private final RequestView view;

  NaiveInterpreter(RequestView view) {
    this.view = view;
  }

  boolean isTrue(Node node) {
    return isTrue(node, null);
  }

  private boolean isTrue(Node node, @Nullable Object element) {
    return switch (node) {
      case Node.Logical logical -> joined(logical, element);
      case Node.Not not -> !isTrue(not.operand(), element);
      case Node.Comparison comparison -> compared(comparison, element);
      case Node.Call call when call.function().equals("any") ->
          elements(call.arguments().getFirst()).stream()
              .anyMatch(each -> isTrue(call.arguments().getFirst(), each));
      case Node.Call call when call.function().equals("all") ->
          !elements(call.arguments().getFirst()).isEmpty()
              && elements(call.arguments().getFirst()).stream()
                  .allMatch(each -> isTrue(call.arguments().getFirst(), each));
      default -> value(node, element) instanceof Boolean truth && truth;
    };
  }

  private boolean joined(Node.Logical logical, @Nullable Object element) {
    long trues = logical.operands().stream().filter(operand -> isTrue(operand, element)).count();
    return switch (logical.connective()) {
      case AND -> trues == logical.operands().size();
      case OR -> trues > 0;
      case XOR -> trues % 2 == 1;
    };
  }

  private List<String> elements(Node node) {
    return switch (node) {
      case Node.Index(Node base, Node.Key.Each(), _) -> elementsOf(base);
      case Node.Index(Node base, _, _) -> elements(base);
      case Node.Comparison comparison -> elements(comparison.left());
      case Node.Not not -> elements(not.operand());
      case Node.Logical logical -> elements(logical.operands().getFirst());
      case Node.Call call -> elements(call.arguments().getFirst());
      default -> List.of();
    };
  }

  private List<String> elementsOf(Node base) {
    if (base instanceof Node.Call call) {
      return elements(call);
    }
    return value(base, null) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  private @Nullable Object value(Node node, @Nullable Object element) {
    return switch (node) {
      case Node.Name(String name, _) -> field(Objects.requireNonNull(FieldNames.find(name)));
      case Node.Constant(Literal.Truth(boolean truth), _) -> truth;
      case Node.Call(String function, List<Node> arguments, _, _) ->
          called(function, value(arguments.getFirst(), element));
      case Node.Index(Node base, Node.Key key, _) -> indexed(base, key, element);
      default -> throw new IllegalArgumentException(node.toString());
    };
  }

  private static @Nullable Object called(String function, @Nullable Object argument) {
    if (argument == null) {
      return null;
    }
    return switch (function) {
      case "lower" -> asciiLower(argument.toString());
      case "len" ->
          argument instanceof List<?> list
              ? (long) list.size()
              : (long) argument.toString().length();
      default -> throw new IllegalArgumentException(function);
    };
  }

  private static String asciiLower(String text) {
    return text.chars()
        .mapToObj(c -> Character.toString(c < 0x80 ? Character.toLowerCase(c) : c))
        .collect(Collectors.joining());
  }

  private @Nullable Object indexed(Node base, Node.Key key, @Nullable Object element) {
    if (key instanceof Node.Key.Each) {
      return base instanceof Node.Call call ? value(call, element) : element;
    }
    if (key instanceof Node.Key.Named(String name) && base instanceof Node.Name(String field, _)) {
      List<String> values = view.entry(Objects.requireNonNull(FieldNames.find(field)), name);
      return values.isEmpty() ? null : values;
    }
    return value(base, element) instanceof List<?> list
            && key instanceof Node.Key.Position(int position)
            && position < list.size()
        ? list.get(position)
        : null;
  }

  private @Nullable Object field(Field field) {
    return switch (field.type()) {
      case Type.Scalar.STRING -> view.text(field);
      case Type.Scalar.BOOLEAN -> view.truth(field);
      case Type.Scalar.ADDRESS -> view.address(field);
      case Type.Scalar.INTEGER ->
          view.number(field) == RequestView.NO_NUMBER ? null : (Object) view.number(field);
      case Type.Array _ -> view.list(field).isEmpty() ? null : view.list(field);
      case Type.Dictionary _ -> view.map(field);
    };
  }

  private boolean compared(Node.Comparison comparison, @Nullable Object element) {
    Object left = value(comparison.left(), element);
    if (left == null) {
      return (comparison.operator() == Operator.EQ || comparison.operator() == Operator.IN)
          && literals(comparison.right()).contains("");
    }
    Operator operator = comparison.operator();
    List<String> literals = spelt(comparison);
    return switch (operator) {
      case IN -> literals.stream().anyMatch(literal -> isIn(left, literal));
      case NE -> !isIn(left, literals.getFirst());
      case EQ -> isIn(left, literals.getFirst());
      case LT, LE, GT, GE -> ordered(operator, left, literals.getFirst());
      case CONTAINS -> left.toString().contains(literals.getFirst());
      case MATCHES -> Pattern.compile(literals.getFirst()).matcher(left.toString()).find();
      case WILDCARD -> like(left.toString(), literals.getFirst(), Pattern.CASE_INSENSITIVE);
      case STRICT_WILDCARD -> like(left.toString(), literals.getFirst(), 0);
      case BITWISE_AND -> ((Long) left & Long.parseLong(literals.getFirst())) != 0;
    };
  }

  /** The literals, in lower case next to a host that is compared for equality. */
  private static List<String> spelt(Node.Comparison comparison) {
    List<String> literals = literals(comparison.right());
    boolean isHost =
        comparison.left() instanceof Node.Name(String name, _) && name.equals("http.host");
    return switch (comparison.operator()) {
      case EQ, NE, IN ->
          isHost ? literals.stream().map(NaiveInterpreter::asciiLower).toList() : literals;
      default -> literals;
    };
  }

  private static boolean like(String value, String pattern, int flags) {
    String expression =
        Pattern.compile("\\*")
            .splitAsStream(pattern + "\u0000")
            .map(Pattern::quote)
            .reduce((a, b) -> a + ".*" + b)
            .orElse("");
    return Pattern.compile(expression, flags | Pattern.DOTALL).matcher(value + "\u0000").matches();
  }

  private static boolean ordered(Operator operator, Object left, String literal) {
    int order =
        left instanceof Long number
            ? Long.compare(number, Long.parseLong(literal))
            : left.toString().compareTo(literal);
    return switch (operator) {
      case LT -> order < 0;
      case LE -> order <= 0;
      case GT -> order > 0;
      default -> order >= 0;
    };
  }

  private static boolean isIn(Object left, String literal) {
    return switch (left) {
      case Long number -> isInRange(number, literal);
      case IpAddress address -> isInNetwork(address.toString(), literal);
      case Boolean truth -> truth == Boolean.parseBoolean(literal);
      default -> left.equals(literal);
    };
  }

  private static boolean isInRange(long number, String literal) {
    String[] bounds = literal.split("\\.\\.", -1);
    return Long.parseLong(bounds[0]) <= number
        && number <= Long.parseLong(bounds[bounds.length - 1]);
  }

  private static boolean isInNetwork(String address, String literal) {
    Predicate<String> isV4 = text -> text.indexOf(':') < 0;
    if (isV4.test(address) != isV4.test(literal)) {
      return false;
    }
    if (literal.contains("..")) {
      String[] bounds = literal.split("\\.\\.", -1);
      return number(bounds[0]).compareTo(number(address)) <= 0
          && number(address).compareTo(number(bounds[1])) <= 0;
    }
    String[] parts = literal.split("/", -1);
    int width = isV4.test(address) ? 32 : 128;
    int shift = width - (parts.length > 1 ? Integer.parseInt(parts[1]) : width);
    return number(address).shiftRight(shift).equals(number(parts[0]).shiftRight(shift));
  }

  private static BigInteger number(String address) {
    return new BigInteger(1, InetAddress.ofLiteral(address).getAddress());
  }

  private static List<String> literals(Node.Operand operand) {
    return switch (operand) {
      case Node.Operand.One(Literal literal, _) -> List.of(text(literal));
      case Node.Operand.Set(List<Node.Element> elements, _) ->
          elements.stream().map(element -> text(element.literal())).toList();
      case Node.Operand.Listed _ -> throw new IllegalArgumentException("no lists here");
    };
  }

  private static String text(Literal literal) {
    return switch (literal) {
      case Literal.Text(String value, _) -> value;
      case Literal.Pattern(String value, _) -> value;
      case Literal.Word(String word) -> word;
      case Literal.Truth(boolean value) -> String.valueOf(value);
    };
  }
}
