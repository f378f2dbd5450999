package dev.edgekeep.rules.syntax;

import java.util.List;

/** A node of the syntax tree, with its position in the text. Immutable; not type-checked. */
public sealed interface Node {
  Span span();

  /** Two or more operands joined by one connective. */
  record Logical(Connective connective, List<Node> operands, Span span) implements Node {
    public Logical {
      operands = List.copyOf(operands);
    }
  }

  /** The negation of a condition. */
  record Not(Node operand, Span span) implements Node {}

  /** A comparison of a value with an operand. */
  record Comparison(Node left, Operator operator, Span operatorSpan, Operand right, Span span)
      implements Node {}

  /** A field, with its name as written. */
  record Name(String name, Span span) implements Node {}

  /** A function call. */
  record Call(String function, List<Node> arguments, Span nameSpan, Span span) implements Node {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /** An element of an array or map. */
  record Index(Node base, Key key, Span span) implements Node {}

  /** A literal used as a value: an argument, or {@code true}. */
  record Constant(Literal literal, Span span) implements Node {}

  /** The selector of an element. */
  sealed interface Key {
    /** By position, from 0. */
    record Position(int position) implements Key {}

    /** By name, as bytes: one character each. */
    record Named(String name) implements Key {}

    /** All elements: {@code [*]}. */
    record Each() implements Key {}
  }

  /** The right-hand side of an operator. */
  sealed interface Operand {
    Span span();

    record One(Literal literal, Span span) implements Operand {}

    record Set(List<Element> elements, Span span) implements Operand {
      public Set {
        elements = List.copyOf(elements);
      }
    }

    /** A list by name: {@code $name}. */
    record Listed(String name, Span span) implements Operand {}
  }

  /** An element of a set. */
  record Element(Literal literal, Span span) {}
}
