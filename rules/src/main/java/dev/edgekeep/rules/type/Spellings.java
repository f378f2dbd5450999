package dev.edgekeep.rules.type;

/** Determines the normal form of a value to the left of an operator. */
final class Spellings {
  private Spellings() {}

  static Spelling of(Typed left) {
    return switch (left) {
      case Typed.FieldValue(Field field) -> field.spelling();
      case Typed.Each(Typed base) -> of(base);
      case Typed.Element(Typed base, _) -> of(base);
      case Typed.Constant _,
          Typed.CloudOnly _,
          Typed.Call _,
          Typed.Comparison _,
          Typed.Not _,
          Typed.Logical _ ->
          Spelling.EXACT;
    };
  }
}
