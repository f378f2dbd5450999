package dev.edgekeep.rules.type;

import dev.edgekeep.rules.syntax.Operator;
import java.util.List;
import java.util.Set;

/** An operator with its checked right-hand side: a test of one value. Immutable. */
public sealed interface ValueTest {
  /** A test of a string. */
  sealed interface OfText extends ValueTest
      permits Equal, NotEqual, Ordered, OneOf, Containing, Regex, Wildcard {
    boolean test(String value);

    /** The result for an absent value: an absent string equals the empty string. */
    default boolean ofAbsent() {
      return false;
    }
  }

  /** A test of an integer. */
  sealed interface OfInteger extends ValueTest permits IntegerCompared, IntegerRanges {
    boolean test(long value);
  }

  /** A test of an address. */
  sealed interface OfAddress extends ValueTest permits AddressRanges, NotAddress {
    boolean test(IpAddress value);
  }

  /** A test of a boolean. */
  record OfTruth(boolean expected) implements ValueTest {
    public boolean test(boolean value) {
      return value == expected;
    }
  }

  record Equal(String value) implements OfText {
    @Override
    public boolean test(String other) {
      return value.equals(other);
    }

    @Override
    public boolean ofAbsent() {
      return value.isEmpty();
    }
  }

  record NotEqual(String value) implements OfText {
    @Override
    public boolean test(String other) {
      return !value.equals(other);
    }
  }

  /** Comparison in byte order. */
  record Ordered(Operator operator, String value) implements OfText {
    @Override
    public boolean test(String other) {
      return holds(operator, other.compareTo(value));
    }
  }

  record OneOf(Set<String> values) implements OfText {
    public OneOf {
      values = Set.copyOf(values);
    }

    @Override
    public boolean test(String other) {
      return values.contains(other);
    }

    @Override
    public boolean ofAbsent() {
      return values.contains("");
    }
  }

  /** Returns whether the string contains one of the pieces. */
  record Containing(List<String> pieces) implements OfText {
    public Containing {
      pieces = List.copyOf(pieces);
    }

    @Override
    public boolean test(String other) {
      for (int i = 0; i < pieces.size(); i++) {
        if (other.contains(pieces.get(i))) {
          return true;
        }
      }
      return false;
    }
  }

  record IntegerCompared(Operator operator, long value) implements OfInteger {
    @Override
    public boolean test(long other) {
      return operator == Operator.BITWISE_AND
          ? (other & value) != 0
          : holds(operator, Long.compare(other, value));
    }
  }

  record NotAddress(IpAddress value) implements OfAddress {
    @Override
    public boolean test(IpAddress other) {
      return !value.equals(other);
    }
  }

  private static boolean holds(Operator operator, int order) {
    return switch (operator) {
      case EQ -> order == 0;
      case NE -> order != 0;
      case LT -> order < 0;
      case LE -> order <= 0;
      case GT -> order > 0;
      case GE -> order >= 0;
      case CONTAINS, MATCHES, WILDCARD, STRICT_WILDCARD, BITWISE_AND, IN ->
          throw new IllegalArgumentException(operator + " orders nothing");
    };
  }
}
