package dev.edgekeep.control.rule;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A rule as the API shows it.
 *
 * @param warnings what is probably not meant; in the answers to changes only
 * @param matches how many requests it was true of; where rules are looked at only
 */
record RuleView(
    String id,
    String name,
    @Nullable String description,
    int position,
    boolean enabled,
    String when,
    JsonNode action,
    Instant createdAt,
    @Nullable List<String> warnings,
    @Nullable Long matches) {
  RuleView warning(List<String> warnings) {
    return new RuleView(
        id, name, description, position, enabled, when, action, createdAt, warnings, matches);
  }

  RuleView matching(long matches) {
    return new RuleView(
        id, name, description, position, enabled, when, action, createdAt, warnings, matches);
  }
}
