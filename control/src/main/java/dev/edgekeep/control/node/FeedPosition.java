package dev.edgekeep.control.node;

import dev.edgekeep.control.access.OperatorAccount;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.store.StoreException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Notices that nodes have what the database has not: a backup was restored. Nodes never go back, so
 * that the database must go on after the newest version of the nodes, and with keys that are newer
 * than theirs. Any thread; blocks.
 */
final class FeedPosition {
  private final FleetParts parts;
  private final FleetRows rows;
  private final AtomicBoolean isRaising = new AtomicBoolean();

  FeedPosition(FleetParts parts, FleetRows rows) {
    this.parts = parts;
    this.rows = rows;
  }

  /** A version is published that is newer than one that this process wanted to publish. */
  void isAhead(long published) {
    compare(() -> version() < published, published, true);
  }

  /** A version is published with other content than the database has for it. */
  void isOther(long published) {
    compare(() -> version() <= published, published, false); // sessions go on
  }

  /** A message of a group is sealed with a key that this process does not know. */
  void hasOtherKey(String group, long epoch) {
    compare(
        () -> parts.store().read(db -> rows.groupKeys().newestEpoch(db, group)) < epoch,
        version(),
        true);
  }

  /**
   * @param atMost the newest version of the database for which this is true
   * @param withKeys whether the keys of the groups are replaced, too
   */
  private void compare(BooleanSupplier isBehind, long atMost, boolean withKeys) {
    if (!isRaising.compareAndSet(false, true)) {
      return;
    }
    try {
      if (isBehind.getAsBoolean()) {
        raise(atMost, withKeys);
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

  private void raise(long atMost, boolean withKeys) {
    String account = parts.store().read(db -> OperatorAccount.id(db).orElse(""));
    boolean isRaised =
        parts
            .changes()
            .make(Actor.program(account), change -> raise(change, atMost, withKeys))
            .value();
    if (isRaised) {
      parts
          .log()
          .accept(
              "nodes have version %d or keys that the database does not have, as after a restored backup: versions go on from there, and everything in the database is deployed again"
                  .formatted(atMost));
    }
  }

  /** The version of the change itself is the next one. False: another replica was first. */
  private boolean raise(Change change, long atMost, boolean withKeys) {
    int raised =
        change
            .db()
            .createUpdate(
                """
                UPDATE counter SET value = :version
                WHERE name = 'version' AND value <= :version\
                """)
            .bind("version", atMost)
            .execute();
    if (raised == 0) {
      return false;
    }
    for (String group : withKeys ? rows.groupKeys().groups(change.db()) : List.<String>of()) {
      rows.groupKeys().rotate(change.db(), group, change.nowMillis());
      rows.ticketKeys().replace(change.db(), group, change.now());
    }
    change.record("raise", "version", "version", "version", null, null);
    change.invalidate(new Invalidation.Part(FleetDirectory.NAME, FleetDirectory.KEYS));
    return true;
  }
}
