package dev.edgekeep.control.rule;

import dev.edgekeep.config.document.Node;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.api.Fields;
import dev.edgekeep.snapshot.read.PartReader;
import dev.edgekeep.snapshot.read.RuleContent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The wanted content of a rule, checked.
 *
 * @param expression as it was written
 * @param action in JSON: a word, or a word with its parameters in it
 */
record RuleDraft(
    String name,
    @Nullable String description,
    RuleContent content,
    String expression,
    String action) {
  private static final int MAX_DESCRIPTION = 1_000;

  /** Members that are the rule's own; others beside an action's word are its parameters. */
  private static final Set<String> OWN =
      Set.of("name", "when", "expression", "action", "enabled", "description");

  /** Parameters that have another name beside the word than in it. */
  private static final Map<String, String> NAMES =
      Map.of("header", "name", "valueExpression", "expression");

  /**
   * Reads the body; null after a problem was reported.
   *
   * @param body the same in JSON
   */
  static @Nullable RuleDraft read(Section section, JsonNode body, PartReader parts) {
    String name = Fields.name(section, "name");
    String description = description(section.get("description"));
    RuleContent content = parts.rule(section);
    if (name == null || content == null) {
      return null;
    }
    String expression = body.path(body.has("when") ? "when" : "expression").asString("");
    return new RuleDraft(name, description, content, expression, action(body).toString());
  }

  /** Returns whether the rule as it is stored has this content. */
  boolean isSame(RuleRecord rule) {
    return name.equals(rule.name())
        && Objects.equals(description, rule.description())
        && expression.equals(rule.expression())
        && action.equals(rule.action())
        && content.isEnabled() == rule.isEnabled();
  }

  /** Reads {@code {"rules": […]}}: the drafts, each with another name. */
  static @Nullable List<RuleDraft> readAll(Section section, JsonNode body, PartReader parts) {
    Value rules = section.require("rules", "give all rules, in the order wanted");
    if (rules == null) {
      return null;
    }
    if (!(rules.node() instanceof Node.Sequence)) {
      rules.error("expected a list of rules");
      return null;
    }
    List<RuleDraft> drafts = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<Value> items = rules.items();
    if (items.size() > Rules.MOST) {
      rules.error("%,d rules; at most %,d".formatted(items.size(), Rules.MOST));
      return null;
    }
    for (int i = 0; i < items.size(); i++) {
      Section item = items.get(i).section();
      RuleDraft draft = item == null ? null : read(item, body.path("rules").path(i), parts);
      if (item != null) {
        item.end();
      }
      if (draft != null && !names.add(draft.name())) {
        items.get(i).error("two rules are named %s; give one another name".formatted(draft.name()));
      } else if (draft != null) {
        drafts.add(draft);
      }
    }
    return drafts;
  }

  private static @Nullable String description(@Nullable Value value) {
    String text = value == null || value.isNothing() ? null : value.text();
    if (value != null && text != null && text.length() > MAX_DESCRIPTION) {
      value.error("a description has up to %,d characters".formatted(MAX_DESCRIPTION));
    }
    return text;
  }

  /** The action in one member, wherever its parameters stood. */
  private static JsonNode action(JsonNode body) {
    JsonNode action = body.path("action");
    if (!action.isString()) {
      return action;
    }
    ObjectNode parameters = JsonNodeFactory.instance.objectNode();
    body.properties()
        .forEach(member -> {
          if (!OWN.contains(member.getKey())) {
            String key = member.getKey();
            parameters.set(NAMES.getOrDefault(key, key), member.getValue());
          }
        });
    return parameters.isEmpty()
        ? action
        : JsonNodeFactory.instance.objectNode().set(action.asString(), parameters);
  }
}
