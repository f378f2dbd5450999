package dev.edgekeep.rules.evaluate;

import dev.edgekeep.rules.type.Typed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The elements that {@code [*]} iterates over. Immutable; any thread. */
@FunctionalInterface
interface Elements {
  List<?> of(RequestView view);

  static Elements of(Typed.Each root) {
    if (root.base() instanceof Typed.Each outer) {
      Elements outers = of(outer);
      return view -> flattened(outers.of(view));
    }
    ValueSource base = Values.of(root.base());
    return view -> elements(base.of(view, null));
  }

  private static List<?> elements(@Nullable Object value) {
    return switch (value) {
      case List<?> list -> list;
      case Map<?, ?> map -> List.copyOf(map.values());
      case null, default -> List.of();
    };
  }

  private static List<?> flattened(List<?> lists) {
    List<Object> all = new ArrayList<>();
    for (Object list : lists) {
      all.addAll(elements(list));
    }
    return all;
  }
}
