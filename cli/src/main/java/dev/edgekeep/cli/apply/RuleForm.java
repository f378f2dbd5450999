package dev.edgekeep.cli.apply;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Converts the spellings of a rule to the one that the API shows. */
final class RuleForm {
  /** Members of a rule; all others beside the name of an action are its parameters. */
  private static final Set<String> OWN =
      Set.of("name", "when", "expression", "action", "enabled", "description");

  /** Parameters that have another name beside the action than inside it. */
  private static final Map<String, String> NAMES =
      Map.of("header", "name", "valueExpression", "expression");

  private RuleForm() {}

  static JsonNode asShown(JsonNode rule) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    ObjectNode parameters = JsonNodeFactory.instance.objectNode();
    boolean word = rule.path("action").isString();
    for (Map.Entry<String, JsonNode> member : rule.properties()) {
      String key = member.getKey();
      if (word && !OWN.contains(key)) {
        parameters.set(NAMES.getOrDefault(key, key), member.getValue());
      } else {
        shown.set(key.equals("expression") ? "when" : key, member.getValue());
      }
    }
    if (!parameters.isEmpty()) {
      ObjectNode action = JsonNodeFactory.instance.objectNode();
      action.set(rule.path("action").stringValue(), parameters);
      shown.set("action", action);
    }
    return shown;
  }
}
