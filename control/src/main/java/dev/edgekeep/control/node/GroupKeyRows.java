package dev.edgekeep.control.node;

import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Table;
import dev.edgekeep.fleet.seal.GroupKey;
import dev.edgekeep.fleet.seal.GroupKeys;
import java.security.SecureRandom;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The keys of groups in the store. Blocks; within a transaction. */
final class GroupKeyRows {
  private static final Table TABLE = new Table("group_key");

  private final FleetSecrets secrets;
  private final SecureRandom random = new SecureRandom();

  GroupKeyRows(FleetSecrets secrets) {
    this.secrets = secrets;
  }

  /** The epoch of the newest key; 0: the group has none. */
  long newestEpoch(Handle db, String group) {
    return db.createQuery("SELECT coalesce(max(epoch), 0) FROM group_key WHERE node_group = :group")
        .bind("group", group)
        .mapTo(Long.class)
        .one();
  }

  /** Makes the first key of a group that has none. */
  void ensure(Handle db, String group, long now) {
    if (newestEpoch(db, group) == 0) {
      insert(db, group, next(0, now), now);
    }
  }

  /** Makes another key, after a node has left; keys that nobody needs any longer are removed. */
  void rotate(Handle db, String group, long now) {
    insert(db, group, next(newestEpoch(db, group), now), now);
    db.createUpdate(
            """
            DELETE FROM group_key WHERE node_group = :group AND epoch NOT IN
            (SELECT epoch FROM group_key WHERE node_group = :group
            ORDER BY epoch DESC LIMIT :kept)\
            """)
        .bind("group", group)
        .bind("kept", GroupKeys.KEPT)
        .execute();
  }

  /** Rises with the clock: a restored backup must not give out an epoch for the second time. */
  private static long next(long newest, long now) {
    return Math.max(newest + 1, now);
  }

  /** The groups that have keys. */
  List<String> groups(Handle db) {
    return db.createQuery("SELECT DISTINCT node_group FROM group_key ORDER BY node_group")
        .mapTo(String.class)
        .list();
  }

  private void insert(Handle db, String group, long epoch, long now) {
    GroupKey key = GroupKey.random(epoch, random);
    TABLE.insert(
        db,
        new Columns()
            .text("node_group", group)
            .number("epoch", epoch)
            .bytes("sealed", secrets.seal(db, key.octets(), context(group, epoch)))
            .number("created_at", now));
  }

  /** The keys of a group, oldest first. */
  List<GroupKey> of(Handle db, String group) {
    return db.createQuery("SELECT * FROM group_key WHERE node_group = :group ORDER BY epoch")
        .bind("group", group)
        .map((row, context) -> {
          long epoch = row.getLong("epoch");
          return new GroupKey(
              epoch, secrets.open(db, row.getBytes("sealed"), context(group, epoch)));
        })
        .list();
  }

  private static String context(String group, long epoch) {
    return "group_key/%s/%d".formatted(group, epoch);
  }
}
