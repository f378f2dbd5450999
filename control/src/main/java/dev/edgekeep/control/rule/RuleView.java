package dev.edgekeep.control.rule;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A rule as the API shows it.
 *
 * @param warnings about what is probably not meant; only in answers to changes
 * @param matches the match count; only in answers to GET
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
