package dev.edgekeep.control.api;

import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** Marks records in answers that cannot be used, with the reason. Any thread. */
final class UnreadableRecords {
  private static final String MEMBER = "unreadable";

  private final Supplier<Map<String, String>> reasons;
  private final ObjectMapper json;

  /**
   * @param reasons for which records cannot be used, by their ids
   */
  UnreadableRecords(Supplier<Map<String, String>> reasons, ObjectMapper json) {
    this.reasons = reasons;
    this.json = json;
  }

  /** The same body with a reason in each record that has one: the body itself, or its items. */
  Object marked(Object body) {
    Map<String, String> current = reasons.get();
    if (current.isEmpty()) {
      return body;
    }
    JsonNode tree = json.valueToTree(body);
    mark(tree, current);
    tree.path("items").forEach(item -> mark(item, current));
    return tree;
  }

  private static void mark(JsonNode node, Map<String, String> reasons) {
    String reason = reasons.get(node.path("id").asString(""));
    if (reason != null && node instanceof ObjectNode record) {
      record.put(MEMBER, reason);
    }
  }
}
