package dev.edgekeep.fleet.feed;

import dev.edgekeep.fleet.message.FullSnapshot;
import dev.edgekeep.fleet.nats.FeedConnection;
import dev.edgekeep.fleet.nats.FeedException;
import dev.edgekeep.snapshot.wire.Manifest;
import dev.edgekeep.snapshot.wire.SnapshotUpdate;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import dev.edgekeep.snapshot.wire.WireException;
import dev.edgekeep.x509.cert.Fingerprint;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The published version of a group, as a replica of the control plane knows it: its number and
 * manifest, but no part of the snapshot. One thread at a time; blocks.
 */
final class Published implements GroupReader.Receiver {
  /** Own snapshots from which a difference is computed without encoding everything. */
  private static final int KEPT = 4;

  /** Versions whose content is remembered. */
  private static final int CONTENTS = 256;

  private final FeedConnection connection;
  private final GroupReader reader;
  private final Map<Fingerprint, VersionedSnapshot> own = new LinkedHashMap<>();

  private final Map<Long, Fingerprint> contents =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Fingerprint> eldest) {
              return size() > CONTENTS;
            }
          });

  private Manifest manifest = Manifest.EMPTY;

  /** False: another replica may have published. */
  private boolean known;

  /** The connection during which it was known. */
  private long knownAt;

  Published(FeedConnection connection, FollowerSettings settings) {
    this.connection = connection;
    this.reader = new GroupReader(connection, settings, Position.NONE, this);
  }

  /** Returns whether it is known, as far as this replica can tell without asking. */
  boolean isKnown() {
    return known && knownAt == connection.connections();
  }

  /** Reads what other replicas have published. */
  void update() throws FeedException, InterruptedException {
    knownAt = connection.connections();
    reader.catchUpToReplace();
    known = true;
  }

  void forget() {
    known = false;
  }

  /** The version; 0: nothing is published, or not any more. */
  long version() {
    return reader.sequence() == 0 ? 0 : reader.seen().version();
  }

  /** Returns whether everything could be read, so that a change of the version can be made. */
  boolean isRead() {
    return reader.position().equals(reader.seen());
  }

  /** Returns whether a version is the newest that is published, with the same content. */
  boolean isNewest(VersionedSnapshot version) {
    return Position.of(version).equals(reader.seen());
  }

  void readFull() throws FeedException, InterruptedException {
    reader.readFull();
  }

  /** The epoch of the newest delta, whose key is newer than all known here; 0: it is known. */
  long unknownEpoch() {
    return reader.unknownEpoch();
  }

  long sequence() {
    return reader.sequence();
  }

  @Nullable FullSnapshot full() {
    return reader.full();
  }

  void put(FullSnapshot full) {
    reader.published(full);
  }

  /** The update from what is published to a version. */
  SnapshotUpdate updateTo(VersionedSnapshot target) {
    if (reader.sequence() == 0 || !isRead()) {
      return target.full();
    }
    VersionedSnapshot base = own.get(manifest.content());
    if (base != null && base.version() == version()) {
      return target.since(base);
    }
    return target.since(version(), manifest);
  }

  /** A version that this replica is about to publish: nodes may have it before it is known here. */
  void begin(VersionedSnapshot target) {
    contents.put(target.version(), target.content());
  }

  /**
   * Returns whether a version was published with other content, by whichever replica; false where
   * that is not known. Any thread.
   */
  boolean isOther(SnapshotUpdate.Base inForce) {
    Fingerprint content = contents.get(inForce.version());
    return content != null && !content.equals(inForce.content());
  }

  /** A version that this replica has published. */
  void put(VersionedSnapshot target, long number) {
    reader.published(Position.of(target), number);
    manifest = target.manifest();
    own.put(target.content(), target);
    while (own.size() > KEPT) {
      own.remove(own.keySet().iterator().next());
    }
  }

  @Override
  public boolean version(ReceivedUpdate update) {
    try {
      manifest = manifest.after(update.update());
      contents.put(update.version(), update.update().content());
      return true;
    } catch (WireException _) {
      return false;
    }
  }

  @Override
  public void refused(String reason) {
    // A message that is not from a control plane changes nothing here.
  }
}
