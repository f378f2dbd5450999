package dev.edgekeep.control.console.text;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * One member in which two records differ.
 *
 * @param path as {@code clientAuth.mode}
 * @param before empty: it was absent
 * @param after empty: it is absent
 */
public record Difference(String path, String before, String after) {
  /** The members in which two records differ, in the order of the first. */
  public static List<Difference> between(JsonNode before, JsonNode after) {
    List<Difference> found = new ArrayList<>();
    collect("", before, after, found);
    return found;
  }

  private static void collect(
      String path, JsonNode before, JsonNode after, List<Difference> found) {
    if (before.equals(after)) {
      return;
    }
    boolean isDeep = before.isObject() || after.isObject();
    if (!isDeep) {
      String was = shown(before);
      String is = shown(after);
      if (!was.equals(is)) {
        found.add(new Difference(path, was, is));
      }
      return;
    }
    Set<String> names = new LinkedHashSet<>();
    before.properties().stream().map(Map.Entry::getKey).forEach(names::add);
    after.properties().stream().map(Map.Entry::getKey).forEach(names::add);
    for (String name : names) {
      String deeper = path.isEmpty() ? name : path + "." + name;
      collect(deeper, before.path(name), after.path(name), found);
    }
  }

  private static String shown(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return "";
    }
    return node.isValueNode() ? node.asString() : node.toString();
  }
}
