package dev.edgekeep.control.rule;

import dev.edgekeep.control.record.Scope;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Rules in the store. */
final class RuleRows {
  private RuleRows() {}

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

  /** Moves the rules behind a position up by one. */
  static void close(Handle db, RuleOwner owner, int position) {
    Scope behind = owner.scope().and("rule.position > :position", "position", (long) position);
    db.createUpdate("UPDATE rule SET position = position - 1 WHERE " + behind.condition())
        .bindMap(behind.parameters())
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
