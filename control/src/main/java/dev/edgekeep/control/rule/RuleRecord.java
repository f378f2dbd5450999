package dev.edgekeep.control.rule;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.control.record.Settings;
import dev.edgekeep.control.record.StoredRecord;
import dev.edgekeep.snapshot.read.PartReader;
import dev.edgekeep.snapshot.read.RuleContent;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A rule as it is stored.
 *
 * @param siteId null: it is the account's, and applies to all of its sites
 * @param owner the site's name, or {@code account} and the account's name
 * @param position from 1
 * @param expression as it was written
 * @param action in JSON: a word, or a word with its parameters in it
 */
public record RuleRecord(
    String id,
    String accountId,
    @Nullable String siteId,
    String owner,
    int position,
    String name,
    @Nullable String description,
    String expression,
    String action,
    boolean isEnabled,
    Instant createdAt,
    long revision)
    implements StoredRecord {
  /** Every rule, for {@link #ROW}. No site is named like an account here: it has no blanks. */
  public static final String SELECT =
      """
      SELECT rule.*, COALESCE(site.name, 'account ' || account.name) AS owner FROM rule
      JOIN account ON account.id = rule.account_id LEFT JOIN site ON site.id = rule.site_id
      """;

  public static final RowMapper<RuleRecord> ROW =
      (row, context) ->
          new RuleRecord(
              row.getString("id"),
              row.getString("account_id"),
              row.getString("site_id"),
              row.getString("owner"),
              row.getInt("position"),
              row.getString("name"),
              row.getString("description"),
              row.getString("expression"),
              row.getString("action"),
              row.getInt("enabled") != 0,
              Instant.ofEpochMilli(row.getLong("created_at")),
              row.getLong("revision"));

  /**
   * The name of the rule on edge nodes, in events, logs and counters: {@code SITE/NAME}. No two
   * rules have the same.
   */
  public String deployedName() {
    return owner + "/" + name;
  }

  /** The name that events have for the rule with an id; any other text comes back as it is. */
  public static String nameInEvents(Handle db, String accountId, String idOrName) {
    return db.createQuery(SELECT + "WHERE rule.account_id = :account AND rule.id = :id")
        .bind("account", accountId)
        .bind("id", idOrName)
        .map(ROW)
        .findOne()
        .map(RuleRecord::deployedName)
        .orElse(idOrName);
  }

  /** The rule as an entry of {@code rules} in a configuration. */
  public String document() {
    return "{\"when\": %s, \"action\": %s, \"enabled\": %s}"
        .formatted(JsonNodeFactory.instance.stringNode(expression), action, isEnabled);
  }

  /**
   * The content of the rule.
   *
   * @throws IllegalStateException when it can no longer be read
   */
  public RuleContent content(PartReader parts) {
    return Settings.read(
        "rule " + deployedName(),
        document(),
        value -> {
          Section section = value.section();
          return section == null ? null : parts.rule(section);
        });
  }
}
