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
      insert(db, group, 1, now);
    }
  }

  /** Makes another key, after a node has left; keys that nobody needs any longer are removed. */
  void rotate(Handle db, String group, long now) {
    long epoch = newestEpoch(db, group) + 1;
    insert(db, group, epoch, now);
    db.createUpdate("DELETE FROM group_key WHERE node_group = :group AND epoch <= :old")
        .bind("group", group)
        .bind("old", epoch - GroupKeys.KEPT)
        .execute();
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
