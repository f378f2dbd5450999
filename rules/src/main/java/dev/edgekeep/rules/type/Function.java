package dev.edgekeep.rules.type;

import static dev.edgekeep.rules.type.Parameter.ADDRESS;
import static dev.edgekeep.rules.type.Parameter.ANYTHING;
import static dev.edgekeep.rules.type.Parameter.CONDITIONS;
import static dev.edgekeep.rules.type.Parameter.COUNTABLE;
import static dev.edgekeep.rules.type.Parameter.INTEGER;
import static dev.edgekeep.rules.type.Parameter.INTEGER_LITERAL;
import static dev.edgekeep.rules.type.Parameter.MAP;
import static dev.edgekeep.rules.type.Parameter.PATTERN_LITERAL;
import static dev.edgekeep.rules.type.Parameter.STRING;
import static dev.edgekeep.rules.type.Parameter.STRINGS;
import static dev.edgekeep.rules.type.Parameter.STRING_LITERAL;
import static dev.edgekeep.rules.type.Parameter.WILDCARD_LITERAL;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The functions of the language. */
// Types and lists of parameters are immutable, which the check cannot see.
@SuppressWarnings("ImmutableEnumChecker")
public enum Function {
  ANY(Type.Scalar.BOOLEAN, 1, CONDITIONS),
  ALL(Type.Scalar.BOOLEAN, 1, CONDITIONS),
  LOWER(Type.Scalar.STRING, 1, STRING),
  UPPER(Type.Scalar.STRING, 1, STRING),
  STARTS_WITH(Type.Scalar.BOOLEAN, 2, STRING, STRING),
  ENDS_WITH(Type.Scalar.BOOLEAN, 2, STRING, STRING),
  CONCAT(Type.Scalar.STRING, 1, ANYTHING),
  LEN(Type.Scalar.INTEGER, 1, COUNTABLE),
  URL_DECODE(Type.Scalar.STRING, 1, STRING, STRING_LITERAL),
  REMOVE_BYTES(Type.Scalar.STRING, 2, STRING, STRING_LITERAL),
  REGEX_REPLACE(Type.Scalar.STRING, 3, STRING, PATTERN_LITERAL, STRING_LITERAL),
  WILDCARD_REPLACE(Type.Scalar.STRING, 3, STRING, WILDCARD_LITERAL, STRING_LITERAL, STRING_LITERAL),
  TO_STRING(Type.Scalar.STRING, 1, ANYTHING),
  SUBSTRING(Type.Scalar.STRING, 2, STRING, INTEGER, INTEGER),
  EXISTS(Type.Scalar.BOOLEAN, 1, ANYTHING),
  HAS_KEY(Type.Scalar.BOOLEAN, 2, MAP, STRING),
  HAS_VALUE(Type.Scalar.BOOLEAN, 2, STRINGS, STRING),
  JOIN(Type.Scalar.STRING, 2, STRINGS, STRING_LITERAL),
  SPLIT(Types.STRINGS, 3, STRING, STRING_LITERAL, INTEGER_LITERAL),
  ENCODE_BASE64(Type.Scalar.STRING, 1, STRING, STRING_LITERAL),
  DECODE_BASE64(Type.Scalar.STRING, 1, STRING),
  REMOVE_QUERY_ARGS(Type.Scalar.STRING, 2, STRING, STRING_LITERAL),
  CIDR(Type.Scalar.ADDRESS, 3, ADDRESS, INTEGER_LITERAL, INTEGER_LITERAL),
  CIDR6(Type.Scalar.ADDRESS, 2, ADDRESS, INTEGER_LITERAL),
  IS_TIMED_HMAC_VALID_V0(
      Type.Scalar.BOOLEAN,
      4,
      STRING_LITERAL,
      STRING,
      INTEGER_LITERAL,
      INTEGER,
      INTEGER_LITERAL,
      STRING_LITERAL);

  private final Type result;
  private final int required;
  private final List<Parameter> parameters;

  Function(Type result, int required, Parameter... parameters) {
    this.result = result;
    this.required = required;
    this.parameters = List.of(parameters);
  }

  /** The name as written. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  Type result() {
    return result;
  }

  /** The number of arguments, for error messages. */
  String countTaken() {
    String least = required + (required == 1 ? " argument" : " arguments");
    if (isVariadic()) {
      return least + " or more";
    }
    return parameters.size() == required
        ? least
        : required + " to " + parameters.size() + " arguments";
  }

  /** Returns whether the last parameter may be repeated. */
  private boolean isVariadic() {
    return this == CONCAT || this == REMOVE_QUERY_ARGS;
  }

  boolean takes(int count) {
    return count >= required && (isVariadic() || count <= parameters.size());
  }

  Parameter parameter(int index) {
    return parameters.get(Math.min(index, parameters.size() - 1));
  }

  /** Returns whether the arguments are elements of an array and the result is a single value. */
  boolean isOfArray() {
    return parameters.getFirst().takesEach();
  }

  /** The function with this name, or null. */
  static @Nullable Function find(String name) {
    return Arrays.stream(values())
        .filter(function -> function.label().equals(name))
        .findFirst()
        .orElse(null);
  }

  static List<String> names() {
    return Arrays.stream(values()).map(Function::label).toList();
  }
}
