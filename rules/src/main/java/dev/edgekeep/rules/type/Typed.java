package dev.edgekeep.rules.type;

import dev.edgekeep.rules.syntax.Connective;
import dev.edgekeep.rules.syntax.Node;
import java.util.List;

/**
 * A node of the checked tree: every name is resolved, and every operator fits its operands. Equal
 * nodes have the same meaning. Immutable.
 */
public sealed interface Typed {
  /** The type of the node's value, or of each of its values if {@link #isEach}. */
  Type type();

  /** Returns whether the node has a value for each element of an array ({@code [*]}). */
  boolean isEach();

  /** A literal string, long or boolean. */
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

  /** A field that only the clouds provide: always absent. */
  record CloudOnly(String name, Type type) implements Typed {
    @Override
    public boolean isEach() {
      return false;
    }
  }

  /** One element of an array or map, by position or name. */
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

  /** All elements of an array or map; nested arrays are flattened. */
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

  /** The value of a function, or its values for each element if its first argument is each. */
  record Call(Function function, List<Typed> arguments, Type type, boolean isEach)
      implements Typed {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  record Comparison(Typed left, ValueTest test) implements Typed {
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
