package dev.edgekeep.cli.node;

import dev.edgekeep.snapshot.wire.SnapshotUpdate;
import dev.edgekeep.snapshot.wire.UpdateFormat;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import dev.edgekeep.snapshot.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The version that a node has, on its disk: a full snapshot and the changes since. One thread at a
 * time; blocks.
 */
final class StoredSnapshot {
  private static final String SNAPSHOT = "snapshot";
  private static final String DELTAS = "deltas";
  private static final String NEWEST = "newest";

  /** Changes of this size together are replaced by a full snapshot. */
  private static final int MAX_DELTAS = 16 << 20;

  private final NodeDisk disk;
  private long deltas;

  /** True if the disk has the newest version. */
  private boolean complete;

  StoredSnapshot(NodeDisk disk) {
    this.disk = disk;
  }

  /**
   * The content of the disk.
   *
   * @param newest the newest version that was in force here; an older one must not be
   * @param warnings about damage
   */
  record Loaded(VersionedSnapshot snapshot, long newest, List<String> warnings) {}

  /** Reads what is there; damage is cut off, and told. */
  Loaded load() throws IOException {
    List<String> warnings = new ArrayList<>();
    VersionedSnapshot snapshot = full(warnings);
    complete = snapshot.version() > 0;
    byte[] file = disk.read(DELTAS);
    if (file != null) {
      Records records = Records.decode(file);
      int good = 0;
      for (byte[] payload : records.payloads()) {
        VersionedSnapshot next = after(snapshot, payload, warnings);
        if (next == null) {
          break;
        }
        snapshot = next;
        good += Records.encode(payload).length;
      }
      if (good < file.length) {
        warnings.add(
            "the last changes on the disk are damaged or incomplete; they were cut off, and are"
                + " fetched again");
        disk.truncate(DELTAS, good);
      }
      deltas = good;
    }
    byte[] newest = disk.read(NEWEST);
    long version =
        newest != null && newest.length == Long.BYTES ? ByteBuffer.wrap(newest).getLong() : 0;
    return new Loaded(snapshot, Math.max(version, snapshot.version()), warnings);
  }

  private VersionedSnapshot full(List<String> warnings) throws IOException {
    byte[] file = disk.read(SNAPSHOT);
    if (file == null) {
      return VersionedSnapshot.NONE;
    }
    Records records = Records.decode(file);
    if (records.payloads().size() == 1 && records.length() == file.length) {
      try {
        return VersionedSnapshot.NONE.receive(read(records.payloads().getFirst()));
      } catch (WireException e) {
        warnings.add("the snapshot on the disk cannot be used: " + e.getMessage());
        return VersionedSnapshot.NONE;
      }
    }
    warnings.add(
        "the snapshot on the disk is damaged; nobody is served until another one has come");
    return VersionedSnapshot.NONE;
  }

  /** Null: the change does not belong behind the snapshot. */
  private static @Nullable VersionedSnapshot after(
      VersionedSnapshot snapshot, byte[] payload, List<String> warnings) {
    try {
      SnapshotUpdate update = read(payload);
      if (snapshot.version() > 0 && update.version() <= snapshot.version()) {
        return snapshot; // from before the full snapshot
      }
      return update.isFull() || !snapshot.isBaseOf(update) ? null : snapshot.receive(update);
    } catch (WireException e) {
      warnings.add("a change on the disk cannot be used: " + e.getMessage());
      return null;
    }
  }

  private static SnapshotUpdate read(byte[] payload) throws WireException {
    return UpdateFormat.read(payload, (id, sealed) -> sealed);
  }

  /**
   * Writes a version.
   *
   * @param update as it was received
   * @param next what it led to
   * @throws IOException when it is not on the disk, which has the version before or an older one;
   *     the next one that is written makes it complete again
   */
  void store(SnapshotUpdate update, byte[] bytes, VersionedSnapshot next) throws IOException {
    boolean follows = complete;
    complete = false; // until it is written
    disk.write(NEWEST, ByteBuffer.allocate(Long.BYTES).putLong(next.version()).array());
    boolean canBeWritten = next.refused().isEmpty();
    if (update.isFull()) {
      replace(bytes);
    } else if (canBeWritten && (!follows || deltas > MAX_DELTAS)) {
      replace(UpdateFormat.write(next.full(), (id, body) -> body));
    } else if (follows) {
      byte[] entry = Records.encode(bytes);
      disk.append(DELTAS, entry);
      deltas += entry.length;
    } else {
      throw new IOException("the versions before are not on the disk");
    }
    complete = true;
  }

  /** A version that is not in force is not written; the next one is written as a whole. */
  void skip() {
    complete = false;
  }

  private void replace(byte[] full) throws IOException {
    disk.write(SNAPSHOT, Records.encode(full));
    disk.delete(DELTAS);
    deltas = 0;
  }
}
