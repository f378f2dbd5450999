package dev.edgekeep.control.node;

import dev.edgekeep.fleet.message.TicketKeys;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The session ticket keys of groups in the store: the one that seals, the one before it, and the
 * next, which nodes have an hour ahead. Of replicas that make the next one at once, one wins.
 * Blocks; within a transaction.
 */
final class TicketKeyRows {
  /** The time for which a key seals. */
  static final Duration INTERVAL = Duration.ofHours(1);

  private static final int KEPT = 3;
  private static final int NAME = 16;
  private static final int KEY = 32;

  private final FleetSecrets secrets;
  private final SecureRandom random = new SecureRandom();

  TicketKeyRows(FleetSecrets secrets) {
    this.secrets = secrets;
  }

  /**
   * The keys of a group.
   *
   * @param number of the newest: rises with each change
   */
  record Newest(long number, TicketKeys keys) {}

  /** Returns whether the newest key seals already, so that another is needed. */
  boolean isDue(Handle db, String group, Instant now) {
    Long sealFrom = newestSealFrom(db, group);
    return sealFrom == null || sealFrom <= now.toEpochMilli();
  }

  private static @Nullable Long newestSealFrom(Handle db, String group) {
    return db.createQuery("SELECT max(seal_from) FROM ticket_key WHERE node_group = :group")
        .bind("group", group)
        .mapTo(Long.class)
        .findOne()
        .orElse(null);
  }

  /** Makes the next key where it is due, and the first ones of a group. */
  void rotate(Handle db, String group, Instant now) {
    if (!isDue(db, group, now)) {
      return;
    }
    Long last = newestSealFrom(db, group);
    if (last == null) {
      insertTwo(db, group, newestNumber(db, group), now);
      return;
    }
    Instant next = Instant.ofEpochMilli(last).plus(INTERVAL);
    Instant sealFrom =
        next.isAfter(now) ? next : now.truncatedTo(ChronoUnit.MINUTES).plus(INTERVAL);
    long number = next(newestNumber(db, group), sealFrom);
    insert(db, group, number, sealFrom);
    db.createUpdate(
            """
            DELETE FROM ticket_key WHERE node_group = :group AND number NOT IN
            (SELECT number FROM ticket_key WHERE node_group = :group
            ORDER BY number DESC LIMIT :kept)\
            """)
        .bind("group", group)
        .bind("kept", KEPT)
        .execute();
  }

  /** Makes keys that a node which has left does not know; sessions begin again. */
  void replace(Handle db, String group, Instant now) {
    long number = newestNumber(db, group);
    if (number == 0) {
      return; // no node has got any
    }
    insertTwo(db, group, number, now);
    db.createUpdate("DELETE FROM ticket_key WHERE node_group = :group AND number <= :old")
        .bind("group", group)
        .bind("old", number)
        .execute();
  }

  /** The key that seals now, and the next. */
  private void insertTwo(Handle db, String group, long newest, Instant now) {
    long number = next(newest, now);
    insert(db, group, number, now);
    insert(db, group, next(number, now.plus(INTERVAL)), now.plus(INTERVAL));
  }

  /**
   * Rises with the time from which the key seals: a restored backup must not give out a number for
   * the second time, and replicas that make the same key must give it the same number.
   */
  private static long next(long newest, Instant sealFrom) {
    return Math.max(newest + 1, sealFrom.toEpochMilli());
  }

  private static long newestNumber(Handle db, String group) {
    return db.createQuery(
            "SELECT coalesce(max(number), 0) FROM ticket_key WHERE node_group = :group")
        .bind("group", group)
        .mapTo(Long.class)
        .one();
  }

  private void insert(Handle db, String group, long number, Instant sealFrom) {
    byte[] key = new byte[NAME + 2 * KEY];
    random.nextBytes(key);
    db.createUpdate(
            """
            INSERT INTO ticket_key (node_group, number, sealed, seal_from)
            VALUES (:group, :number, :sealed, :from) ON CONFLICT (node_group, number) DO NOTHING\
            """)
        .bind("group", group)
        .bind("number", number)
        .bind("sealed", secrets.seal(db, key, context(group, number)))
        .bind("from", sealFrom.toEpochMilli())
        .execute();
  }

  /** The keys of a group; empty: it has none yet. */
  Optional<Newest> newest(Handle db, String group) {
    List<TicketKeys.Key> keys =
        db.createQuery("SELECT * FROM ticket_key WHERE node_group = :group ORDER BY number")
            .bind("group", group)
            .map((row, context) -> {
              long number = row.getLong("number");
              byte[] key = secrets.open(db, row.getBytes("sealed"), context(group, number));
              return new TicketKeys.Key(
                  Arrays.copyOf(key, NAME),
                  Arrays.copyOfRange(key, NAME, NAME + KEY),
                  Arrays.copyOfRange(key, NAME + KEY, NAME + 2 * KEY),
                  Instant.ofEpochMilli(row.getLong("seal_from")));
            })
            .list();
    int from = Math.max(0, keys.size() - KEPT);
    return keys.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Newest(newestNumber(db, group), new TicketKeys(keys.subList(from, keys.size()))));
  }

  private static String context(String group, long number) {
    return "ticket_key/%s/%d".formatted(group, number);
  }
}
