package dev.edgekeep.control.rule;

import dev.edgekeep.control.change.Change;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Rules in the store. */
final class RuleRows {
  private RuleRows() {}

  /** In order, those behind a position. */
  static List<RuleRecord> after(Handle db, RuleOwner owner, int position, int limit) {
    return db.createQuery(
            RuleRecord.SELECT
                + "WHERE %s AND rule.position > :position ORDER BY rule.position LIMIT :limit"
                    .formatted(owner.condition()))
        .bind("owner", owner.id())
        .bind("position", position)
        .bind("limit", limit)
        .map(RuleRecord.ROW)
        .list();
  }

  /** By id, else by name. */
  static Optional<RuleRecord> find(Handle db, RuleOwner owner, String nameOrId) {
    return db.createQuery(
            RuleRecord.SELECT
                + """
                WHERE %s AND (rule.id = :rule OR rule.name = :rule)
                ORDER BY CASE WHEN rule.id = :rule THEN 0 ELSE 1 END LIMIT 1\
                """
                    .formatted(owner.condition()))
        .bind("owner", owner.id())
        .bind("rule", nameOrId)
        .map(RuleRecord.ROW)
        .findOne();
  }

  static Optional<RuleRecord> named(Handle db, RuleOwner owner, String name) {
    return db.createQuery(
            RuleRecord.SELECT + "WHERE %s AND rule.name = :name".formatted(owner.condition()))
        .bind("owner", owner.id())
        .bind("name", name)
        .map(RuleRecord.ROW)
        .findOne();
  }

  /** The names of the owner's hosts that ask no client for a certificate. */
  static List<String> hostsAskingNobody(Handle db, RuleOwner owner) {
    return db.createQuery(
            """
            SELECT host.name FROM host JOIN site ON site.id = host.site_id
            WHERE (site.id = :owner OR site.account_id = :owner) AND (host.mode = 'off' OR
                (host.mode = 'request' AND NOT EXISTS
                    (SELECT 1 FROM binding WHERE binding.host_id = host.id)))
            ORDER BY host.name\
            """)
        .bind("owner", owner.id())
        .mapTo(String.class)
        .list();
  }

  static int count(Handle db, RuleOwner owner) {
    return db.createQuery("SELECT count(*) FROM rule WHERE " + owner.condition())
        .bind("owner", owner.id())
        .mapTo(Integer.class)
        .one();
  }

  static void insert(Change change, RuleOwner owner, String id, int position, RuleDraft draft) {
    change
        .db()
        .createUpdate(
            """
            INSERT INTO rule (id, account_id, site_id, position, name, description, expression,
                action, enabled, created_at, revision)
            VALUES (:id, :account, :site, :position, :name, :description, :expression,
                :action, :enabled, :now, 1)\
            """)
        .bind("id", id)
        .bind("account", owner.accountId())
        .bind("site", owner.siteId())
        .bind("position", position)
        .bind("name", draft.name())
        .bind("description", draft.description())
        .bind("expression", draft.expression())
        .bind("action", draft.action())
        .bind("enabled", draft.content().isEnabled() ? 1 : 0)
        .bind("now", change.nowMillis())
        .execute();
  }

  static void update(Handle db, String id, RuleDraft draft) {
    db.createUpdate(
            """
            UPDATE rule SET name = :name, description = :description, expression = :expression,
            action = :action, enabled = :enabled, revision = revision + 1 WHERE id = :id\
            """)
        .bind("id", id)
        .bind("name", draft.name())
        .bind("description", draft.description())
        .bind("expression", draft.expression())
        .bind("action", draft.action())
        .bind("enabled", draft.content().isEnabled() ? 1 : 0)
        .execute();
  }

  /** Those behind it move up. */
  static void delete(Handle db, RuleOwner owner, RuleRecord rule) {
    db.createUpdate("DELETE FROM rule WHERE id = :id").bind("id", rule.id()).execute();
    db.createUpdate(
            "UPDATE rule SET position = position - 1 WHERE %s AND position > :position"
                .formatted(owner.condition()))
        .bind("owner", owner.id())
        .bind("position", rule.position())
        .execute();
  }

  /** Gives rules their positions, from 1. */
  static void place(Handle db, List<String> ids) {
    PreparedBatch batch = db.prepareBatch("UPDATE rule SET position = :position WHERE id = :id");
    for (int i = 0; i < ids.size(); i++) {
      batch.bind("position", i + 1).bind("id", ids.get(i)).add();
    }
    if (!ids.isEmpty()) {
      batch.execute();
    }
  }
}
