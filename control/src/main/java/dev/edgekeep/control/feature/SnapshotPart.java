package dev.edgekeep.control.feature;

import dev.edgekeep.snapshot.Snapshot;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * The contribution of a feature to snapshots. It keeps the records that it has read: the cost of a
 * change depends on what it invalidates, not on the number of stored records. A record that cannot
 * be read is kept with the reason, and takes only itself out of service; the part fails closed
 * where nobody knows what such a record would forbid. One thread at a time.
 */
public interface SnapshotPart {
  /** The name that {@link dev.edgekeep.control.change.Invalidation.Part} uses: no blanks. */
  String name();

  /** Reads all records. Blocks; within a transaction. */
  void load(Handle db);

  /**
   * Reads a record again that was created, changed or deleted. Blocks; within a transaction.
   *
   * @param id as the invalidation names it
   */
  void refresh(Handle db, String id);

  /** The reasons for which records cannot be used, by their ids. */
  Map<String, String> unreadable();

  /** The snapshot with the contribution; the same object when there is none. Does not block. */
  Snapshot addTo(Snapshot snapshot);
}
