package dev.edgekeep.cli.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Compares the settings of a file with those of a record. */
final class Difference {
  /** Members that the API never shows; they are assumed to be the same. */
  private static final Set<String> HIDDEN = Set.of("key", "privateKey");

  private Difference() {}

  /**
   * The members that the file changes, adds or removes.
   *
   * @param readOnly members that the API adds
   */
  static List<String> of(JsonNode wanted, JsonNode found, Set<String> readOnly) {
    List<String> changed = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : wanted.properties()) {
      if (!isSame(member.getValue(), found.path(member.getKey()))) {
        changed.add(member.getKey());
      }
    }
    for (Map.Entry<String, JsonNode> member : found.properties()) {
      if (!readOnly.contains(member.getKey()) && isRemoved(member, wanted)) {
        changed.add(member.getKey());
      }
    }
    return changed;
  }

  /** Returns whether the file lacks a member of the record. */
  private static boolean isRemoved(Map.Entry<String, JsonNode> found, JsonNode wanted) {
    return !wanted.has(found.getKey()) && !isNothing(found.getValue());
  }

  private static boolean isSame(JsonNode wanted, JsonNode found) {
    if (wanted.isObject() && found.isObject()) {
      return wanted.properties().stream()
              .allMatch(member ->
                  (HIDDEN.contains(member.getKey()) && !found.has(member.getKey()))
                      || isSame(member.getValue(), found.path(member.getKey())))
          && found.properties().stream().noneMatch(member -> isRemoved(member, wanted));
    }
    if (wanted.isArray() && found.isArray()) {
      boolean same = wanted.size() == found.size();
      for (int i = 0; same && i < wanted.size(); i++) {
        same = isSame(wanted.get(i), found.get(i));
      }
      return same;
    }
    if (wanted.isString() && found.isString()) {
      return normal(wanted.stringValue()).equals(normal(found.stringValue()));
    }
    if (wanted.isNumber() && found.isNumber()) {
      return wanted.decimalValue().compareTo(found.decimalValue()) == 0;
    }
    return wanted.equals(found) || (isNothing(wanted) && isNothing(found));
  }

  /** The API may return PEM with other line breaks. */
  private static String normal(String text) {
    return text.startsWith("-----BEGIN") ? text.replaceAll("\\s", "") : text;
  }

  /** An empty object is something: {@code compression: {}} turns it on, with its defaults. */
  private static boolean isNothing(JsonNode node) {
    return node.isMissingNode() || node.isNull() || (node.isArray() && node.isEmpty());
  }
}
