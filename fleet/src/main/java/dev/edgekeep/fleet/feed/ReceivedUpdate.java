package dev.edgekeep.fleet.feed;

import dev.edgekeep.snapshot.wire.SnapshotUpdate;

/**
 * A version that was received: authentic, for this group, newer than the position of the follower,
 * and a change of it or a full snapshot.
 *
 * @param bytes the update as bytes ({@code UpdateFormat}), to store it; must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ReceivedUpdate(SnapshotUpdate update, byte[] bytes) {
  public long version() {
    return update.version();
  }

  @Override
  public String toString() {
    return update.toString();
  }
}
