package dev.edgekeep.control.deploy;

import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.wire.SnapshotUpdate;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * A version of the snapshot on its way to nodes: as an object for nodes of this process, as an
 * update for others. Immutable; any thread.
 */
public final class Deployment {
  private final long version;
  private final Snapshot snapshot;
  private final DeploymentHistory history;

  Deployment(long version, Snapshot snapshot, DeploymentHistory history) {
    this.version = version;
    this.snapshot = snapshot;
    this.history = history;
  }

  public long version() {
    return version;
  }

  public Snapshot snapshot() {
    return snapshot;
  }

  /**
   * The update that takes a node to this deployment: the difference where the node has a version
   * that this process still knows, else the full snapshot. Encoding takes a while the first time
   * and for many changes; it costs nothing while no node asks for it.
   *
   * @param known the version that the node says it has in force; null: none
   */
  public SnapshotUpdate update(SnapshotUpdate.@Nullable Base known) {
    return history.update(this, known);
  }

  /** This deployment with the manifest of its parts; takes a while the first time. */
  public VersionedSnapshot versioned() {
    return history.versioned(this);
  }

  @Override
  public String toString() {
    return "version " + version;
  }
}
