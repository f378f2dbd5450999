package dev.edgekeep.rules.type;

/** The type of a value. */
public sealed interface Type {
  /** A type without parts. */
  enum Scalar implements Type {
    BOOLEAN("Boolean"),
    INTEGER("Integer"),
    STRING("String"),
    ADDRESS("IP address");

    private final String label;

    Scalar(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  record Array(Type of) implements Type {
    @Override
    public String toString() {
      return "Array<" + of + ">";
    }
  }

  record Dictionary(Type of) implements Type {
    @Override
    public String toString() {
      return "Map<" + of + ">";
    }
  }

  /** The type of the elements, or the type itself if it has none. */
  default Type element() {
    return switch (this) {
      case Scalar scalar -> scalar;
      case Array(Type of) -> of;
      case Dictionary(Type of) -> of;
    };
  }
}
