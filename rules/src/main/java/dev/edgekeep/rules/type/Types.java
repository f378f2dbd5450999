package dev.edgekeep.rules.type;

/** The array and map types of fields and functions. */
final class Types {
  static final Type STRINGS = new Type.Array(Type.Scalar.STRING);
  static final Type INTEGERS = new Type.Array(Type.Scalar.INTEGER);
  static final Type STRING_LISTS = new Type.Dictionary(STRINGS);
  static final Type INTEGER_LISTS = new Type.Dictionary(INTEGERS);
  static final Type LISTS_OF_STRINGS = new Type.Array(STRINGS);

  private Types() {}
}
