package dev.edgekeep.rules.type;

import dev.edgekeep.rules.syntax.Connective;
import dev.edgekeep.rules.syntax.Node;
import java.util.List;

/**
 * A node of the checked tree: every name resolved, every operator fit for its operands. Two that
 * are equal mean the same. Immutable.
 */
public sealed interface Typed {
  /** Of the node's value; of each of its values where it {@link #isEach}. */
  Type type();

  /** Whether it stands for something of each element of an array ({@code [*]}). */
  boolean isEach();

  /** A string, a long or a boolean as it was written. */
  record Constant(Type type, Object value) implements Typed {
    @Override
    public boolean isEach() {
      return false;
    }
  }

  record FieldValue(Field field) implements Typed {
    @Override
    public Type type() {
      return field.type();
    }

    @Override
    public boolean isEach() {
      return false;
    }
  }

  /** A field that only the clouds can tell: always absent. */
  record Elsewhere(String name, Type type) implements Typed {
    @Override
    public boolean isEach() {
      return false;
    }
  }

  /** One element, by position or name. */
  record Element(Typed base, Node.Key key) implements Typed {
    @Override
    public Type type() {
      return base.type().element();
    }

    @Override
    public boolean isEach() {
      return base.isEach();
    }
  }

  /** Each element of an array or a map; of the elements' elements where the base is each. */
  record Each(Typed base) implements Typed {
    @Override
    public Type type() {
      return base.type().element();
    }

    @Override
    public boolean isEach() {
      return true;
    }
  }

  /** A function's value; of each element where its first argument is. */
  record Call(Function function, List<Typed> arguments, Type type, boolean isEach)
      implements Typed {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  record Comparison(Typed left, Test test) implements Typed {
    @Override
    public Type type() {
      return Type.Scalar.BOOLEAN;
    }

    @Override
    public boolean isEach() {
      return left.isEach();
    }
  }

  record Not(Typed operand) implements Typed {
    @Override
    public Type type() {
      return Type.Scalar.BOOLEAN;
    }

    @Override
    public boolean isEach() {
      return operand.isEach();
    }
  }

  record Logical(Connective connective, List<Typed> operands) implements Typed {
    public Logical {
      operands = List.copyOf(operands);
    }

    @Override
    public Type type() {
      return Type.Scalar.BOOLEAN;
    }

    @Override
    public boolean isEach() {
      return operands.stream().anyMatch(Typed::isEach);
    }
  }
}
