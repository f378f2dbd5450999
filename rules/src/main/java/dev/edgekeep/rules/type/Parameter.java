package dev.edgekeep.rules.type;

/** The parameter types of functions. */
enum Parameter {
  STRING("a String"),
  STRING_LITERAL("a string in quotes"),
  PATTERN_LITERAL("a regular expression in quotes"),
  WILDCARD_LITERAL("a pattern with * in quotes"),
  INTEGER("an Integer"),
  INTEGER_LITERAL("a number"),
  ADDRESS("an IP address"),
  CONDITIONS("a condition on each element, such as http.request.headers[\"x\"][*] eq \"…\""),
  STRINGS("an Array<String>"),
  MAP("a Map"),
  COUNTABLE("a String, an Array or a Map"),
  ANYTHING("a field");

  private final String expected;

  Parameter(String expected) {
    this.expected = expected;
  }

  String expected() {
    return expected;
  }

  /**
   * Returns whether the parameter accepts an argument for each element as an array of the results.
   */
  boolean takesEach() {
    return this == CONDITIONS || this == STRINGS;
  }

  boolean accepts(Typed argument) {
    Type type = argument.type();
    boolean isLiteral = argument instanceof Typed.Constant;
    return switch (this) {
      case STRING -> type == Type.Scalar.STRING;
      case STRING_LITERAL, PATTERN_LITERAL, WILDCARD_LITERAL ->
          isLiteral && type == Type.Scalar.STRING;
      case INTEGER -> type == Type.Scalar.INTEGER;
      case INTEGER_LITERAL -> isLiteral && type == Type.Scalar.INTEGER;
      case ADDRESS -> type == Type.Scalar.ADDRESS;
      case CONDITIONS -> argument.isEach() && type == Type.Scalar.BOOLEAN;
      case STRINGS -> argument.isEach() ? type == Type.Scalar.STRING : type.equals(Types.STRINGS);
      case MAP -> type instanceof Type.Dictionary;
      case COUNTABLE -> type == Type.Scalar.STRING || !(type instanceof Type.Scalar);
      case ANYTHING -> true;
    };
  }
}
