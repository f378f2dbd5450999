package dev.edgekeep.rules.type;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The fields that a tree uses. */
public final class FieldUse {
  private FieldUse() {}

  public static Set<Field> of(Typed tree) {
    Set<Field> fields = EnumSet.noneOf(Field.class);
    collect(tree, fields);
    return fields;
  }

  private static void collect(Typed node, Set<Field> fields) {
    switch (node) {
      case Typed.FieldValue(Field field) -> fields.add(field);
      case Typed.Element(Typed base, _) -> collect(base, fields);
      case Typed.Each(Typed base) -> collect(base, fields);
      case Typed.Call(_, List<Typed> arguments, _, _) -> arguments.forEach(a -> collect(a, fields));
      case Typed.Comparison(Typed left, _) -> collect(left, fields);
      case Typed.Not(Typed operand) -> collect(operand, fields);
      case Typed.Logical(_, List<Typed> operands) -> operands.forEach(o -> collect(o, fields));
      case Typed.Constant _, Typed.CloudOnly _ -> {}
    }
  }
}
