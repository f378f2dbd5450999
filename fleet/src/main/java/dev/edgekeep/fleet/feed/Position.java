package dev.edgekeep.fleet.feed;

import dev.edgekeep.snapshot.wire.SnapshotUpdate;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import dev.edgekeep.x509.cert.Fingerprint;

/**
 * The version that a follower has, and its content.
 *
 * @param version 0: it has none
 */
public record Position(long version, Fingerprint content) {
  /** The position of a follower that has nothing. */
  public static final Position NONE = of(VersionedSnapshot.NONE);

  public static Position of(VersionedSnapshot snapshot) {
    return new Position(snapshot.version(), snapshot.content());
  }

  /** Returns whether a change of this base can be applied here. */
  boolean is(SnapshotUpdate.Base base) {
    return base.version() == version && base.content().equals(content);
  }

  @Override
  public String toString() {
    return "version " + version;
  }
}
