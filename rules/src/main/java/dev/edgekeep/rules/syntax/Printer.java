package dev.edgekeep.rules.syntax;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Prints the formatted expression: one line, operators as words, parentheses only where needed.
 * Parsing the result gives the same tree.
 */
public final class Printer {
  private Printer() {}

  public static String print(Node node) {
    return switch (node) {
      case Node.Logical(Connective connective, List<Node> operands, _) ->
          operands.stream()
              .map(operand -> within(connective, operand))
              .collect(Collectors.joining(" " + connective.word() + " "));
      case Node.Not(Node operand, _) ->
          "not " + (operand instanceof Node.Logical ? parenthesised(operand) : print(operand));
      case Node.Comparison(Node left, Operator operator, _, Node.Operand right, _) ->
          print(left) + " " + operator.word() + " " + operand(right);
      case Node.Name(String name, _) -> name;
      case Node.Call(String function, List<Node> arguments, _, _) ->
          arguments.stream()
              .map(Printer::print)
              .collect(Collectors.joining(", ", function + "(", ")"));
      case Node.Index(Node base, Node.Key key, _) -> print(base) + "[" + key(key) + "]";
      case Node.Constant(Literal literal, _) -> literal(literal);
    };
  }

  /**
   * Adds parentheses to an operand whose precedence is not higher than that of the surrounding
   * connective.
   */
  private static String within(Connective connective, Node operand) {
    return operand instanceof Node.Logical inner && inner.connective().compareTo(connective) <= 0
        ? parenthesised(operand)
        : print(operand);
  }

  private static String parenthesised(Node node) {
    return "(" + print(node) + ")";
  }

  private static String key(Node.Key key) {
    return switch (key) {
      case Node.Key.Position(int position) -> String.valueOf(position);
      case Node.Key.Named(String name) -> Strings.quoted(name);
      case Node.Key.Each() -> "*";
    };
  }

  private static String operand(Node.Operand operand) {
    return switch (operand) {
      case Node.Operand.One(Literal literal, _) -> literal(literal);
      case Node.Operand.Listed(String name, _) -> "$" + name;
      case Node.Operand.Set(List<Node.Element> elements, _) ->
          elements.stream()
              .map(element -> literal(element.literal()))
              .collect(Collectors.joining(" ", "{", "}"));
    };
  }

  private static String literal(Literal literal) {
    return switch (literal) {
      case Literal.Text(String value, boolean isRaw) ->
          isRaw ? Strings.raw(value) : Strings.quoted(value);
      case Literal.Pattern(String value, boolean isRaw) ->
          isRaw ? Strings.raw(value) : Strings.quotedPattern(value);
      case Literal.Word(String text) -> text;
      case Literal.Truth(boolean value) -> String.valueOf(value);
    };
  }
}
