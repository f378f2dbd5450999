package dev.edgekeep.control.node;

import dev.edgekeep.control.access.OperatorAccount;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.store.StoreException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Notices that nodes have a later version than the database: a backup was restored. Nodes never go
 * back, so that the database must go on after the newest version of the nodes. Any thread; blocks.
 */
final class FeedPosition {
  private final FleetParts parts;
  private final AtomicBoolean isRaising = new AtomicBoolean();

  FeedPosition(FleetParts parts) {
    this.parts = parts;
  }

  /** A version is published that is newer than one that this process wanted to publish. */
  void isAhead(long published) {
    if (!isRaising.compareAndSet(false, true)) {
      return;
    }
    try {
      if (version() < published) {
        raise(published);
      }
    } catch (StoreException e) {
      parts.log().accept("the version of the nodes cannot be compared: " + e.getMessage());
    } finally {
      isRaising.set(false);
    }
  }

  private long version() {
    return parts
        .store()
        .read(db ->
            db.createQuery("SELECT value FROM counter WHERE name = 'version'")
                .mapTo(Long.class)
                .one());
  }

  private void raise(long published) {
    String account = parts.store().read(db -> OperatorAccount.id(db).orElse(""));
    boolean isRaised =
        parts
            .changes()
            .make(
                Actor.program(account),
                change -> {
                  int raised =
                      change
                          .db()
                          .createUpdate(
                              """
                              UPDATE counter SET value = :published
                              WHERE name = 'version' AND value < :published\
                              """)
                          .bind("published", published)
                          .execute();
                  if (raised > 0) {
                    change.record("raise", "version", "version", "version", null, null);
                    change.invalidate(new Invalidation.Part(FleetDirectory.NAME, "version"));
                  }
                  return raised > 0;
                })
            .value();
    if (isRaised) {
      parts
          .log()
          .accept(
              "nodes have version %d, and the database was older, as after a restored backup: versions go on from there, and everything in the database is deployed again"
                  .formatted(published));
    }
  }
}
