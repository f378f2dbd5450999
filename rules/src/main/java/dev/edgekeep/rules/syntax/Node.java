package dev.edgekeep.rules.syntax;

import java.util.List;

/**
 * A node of the syntax tree, with its place in the text. Immutable; nothing is type-checked yet.
 */
public sealed interface Node {
  Span span();

  /** Two or more operands joined by one connective. */
  record Logical(Connective connective, List<Node> operands, Span span) implements Node {
    public Logical {
      operands = List.copyOf(operands);
    }
  }

  /** The opposite of a condition. */
  record Not(Node operand, Span span) implements Node {}

  /** A value beside what it is compared with. */
  record Comparison(Node left, Operator operator, Span operatorSpan, Operand right, Span span)
      implements Node {}

  /** A field, by the name it was written with. */
  record Name(String name, Span span) implements Node {}

  /** A function's call. */
  record Call(String function, List<Node> arguments, Span nameSpan, Span span) implements Node {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /** An element of an array or map. */
  record Index(Node base, Key key, Span span) implements Node {}

  /** A literal where a value stands: an argument, or {@code true}. */
  record Constant(Literal literal, Span span) implements Node {}

  /** Which element. */
  sealed interface Key {
    /** By position, from 0. */
    record Position(int position) implements Key {}

    /** By name, as bytes: one character each. */
    record Named(String name) implements Key {}

    /** Each: {@code [*]}. */
    record Each() implements Key {}
  }

  /** What stands right of an operator. */
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

  /** One of a set. */
  record Element(Literal literal, Span span) {}
}
