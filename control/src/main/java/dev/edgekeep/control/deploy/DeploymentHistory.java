package dev.edgekeep.control.deploy;

import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.wire.SnapshotUpdate;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The last deployments that were encoded, from which differences are computed. They share what did
 * not change, so that keeping them costs what changed. Any thread.
 */
final class DeploymentHistory {
  /** A node that has an older deployment gets a full snapshot. */
  private static final int KEPT = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final NavigableMap<Long, VersionedSnapshot> encoded = new TreeMap<>();

  Deployment deployment(long version, Snapshot snapshot) {
    return new Deployment(version, snapshot, this);
  }

  SnapshotUpdate update(Deployment deployment, SnapshotUpdate.@Nullable Base known) {
    VersionedSnapshot target;
    VersionedSnapshot base;
    lock.lock();
    try {
      target = encode(deployment);
      base = known == null ? null : find(known);
    } finally {
      lock.unlock();
    }
    return base == null ? target.full() : target.since(base);
  }

  VersionedSnapshot versioned(Deployment deployment) {
    lock.lock();
    try {
      return encode(deployment);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable VersionedSnapshot find(SnapshotUpdate.Base known) {
    VersionedSnapshot found = encoded.get(known.version());
    return found != null && found.content().equals(known.content()) ? found : null;
  }

  /** Derived from the newest deployment before it that is encoded already. */
  private VersionedSnapshot encode(Deployment deployment) {
    VersionedSnapshot same = encoded.get(deployment.version());
    if (same != null) {
      return same;
    }
    Map.Entry<Long, VersionedSnapshot> before = encoded.floorEntry(deployment.version());
    VersionedSnapshot base = before == null ? VersionedSnapshot.NONE : before.getValue();
    VersionedSnapshot target = base.next(deployment.version(), deployment.snapshot());
    encoded.put(deployment.version(), target);
    while (encoded.size() > KEPT) {
      encoded.pollFirstEntry();
    }
    return target;
  }
}
