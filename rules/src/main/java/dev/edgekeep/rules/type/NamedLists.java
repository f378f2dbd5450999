package dev.edgekeep.rules.type;

import java.util.List;
import java.util.Map;

/**
 * The lists that {@code in $name} may refer to, with their values as text: strings, integers,
 * addresses, prefixes or ranges.
 */
public record NamedLists(Map<String, List<String>> lists) {
  public static final NamedLists NONE = new NamedLists(Map.of());

  public NamedLists {
    lists = Map.copyOf(lists);
  }
}
