package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.x509.cert.Fingerprint;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A snapshot with its version and the manifest of its parts. The sender derives one version from
 * the one before it and computes updates; the receiver applies them. Both end with equal manifests
 * and equal snapshots. Immutable; any thread; never blocks.
 *
 * <p>Nothing is encoded twice without need: a version keeps the hashes of its parts and not their
 * bytes, and parts that did not change are recognized by the identity of their objects.
 */
public final class VersionedSnapshot {
  /** The state of a node that has nothing: version 0, no parts. */
  public static final VersionedSnapshot NONE =
      new VersionedSnapshot(0, Snapshot.EMPTY, Manifest.EMPTY);

  private final long version;
  private final Snapshot snapshot;
  private final Manifest manifest;
  private final Withheld withheld;

  VersionedSnapshot(long version, Snapshot snapshot, Manifest manifest) {
    this(version, snapshot, manifest, Withheld.NOTHING);
  }

  VersionedSnapshot(long version, Snapshot snapshot, Manifest manifest, Withheld withheld) {
    this.version = version;
    this.snapshot = snapshot;
    this.manifest = manifest;
    this.withheld = withheld;
  }

  public long version() {
    return version;
  }

  /** The snapshot, in which hosts are {@linkplain Snapshot#unavailable} whose parts are refused. */
  public Snapshot snapshot() {
    return snapshot;
  }

  /** The parts that this node could not put in force, in order; empty on the sender's side. */
  public List<RefusedPart> refused() {
    return withheld.refused();
  }

  /**
   * Returns whether this version as a whole must not be put in force: it only is what the next
   * change is applied to.
   */
  public boolean isRefused() {
    return withheld.removed() != null;
  }

  Withheld withheld() {
    return withheld;
  }

  public Manifest manifest() {
    return manifest;
  }

  /** The content hash: equal for equal snapshots, whatever versions led to them. */
  public Fingerprint content() {
    return manifest.content();
  }

  /**
   * Another version. Costs what the difference costs.
   *
   * @throws IllegalArgumentException when a host refers to an origin, key server or client CA that
   *     the snapshot does not have
   * @throws IllegalStateException when a part of this version is refused: it is not complete
   */
  public VersionedSnapshot next(long nextVersion, Snapshot next) {
    requireComplete();
    Manifest.Draft draft = manifest.draft();
    SnapshotPieces.encodeNotIn(next, snapshot, (part, blob) -> draft.release(part.id()));
    SnapshotPieces.encodeNotIn(
        snapshot, next, (part, blob) -> draft.use(part.id(), part.hash(), blob));
    return new VersionedSnapshot(nextVersion, next, draft.manifest());
  }

  /** This version for a node that has nothing. */
  public SnapshotUpdate full() {
    return new SnapshotUpdate(
        version, content(), null, changedSince(Snapshot.EMPTY, Manifest.EMPTY), List.of());
  }

  /** The change from another version to this one, for a node that has the other. */
  public SnapshotUpdate since(VersionedSnapshot base) {
    return new SnapshotUpdate(
        version,
        content(),
        new SnapshotUpdate.Base(base.version, base.content()),
        changedSince(base.snapshot, base.manifest),
        manifest.removedSince(base.manifest));
  }

  /**
   * The change from a version of which only the manifest is known, as of a node that was away for
   * long: everything is encoded, and what is missing there is sent.
   */
  public SnapshotUpdate since(long baseVersion, Manifest base) {
    return new SnapshotUpdate(
        version,
        content(),
        new SnapshotUpdate.Base(baseVersion, base.content()),
        changedSince(Snapshot.EMPTY, base),
        manifest.removedSince(base));
  }

  /**
   * @param known a snapshot all of whose parts are in {@code base}
   */
  private List<Part> changedSince(Snapshot known, Manifest base) {
    requireComplete();
    Map<PartId, Part> changed = new TreeMap<>();
    SnapshotPieces.encodeNotIn(
        known,
        snapshot,
        (part, blob) -> {
          if (!base.has(part.id(), part.hash())) {
            changed.putIfAbsent(part.id(), part);
          }
        });
    return List.copyOf(changed.values());
  }

  private void requireComplete() {
    if (!withheld.parts().isEmpty()) {
      throw new IllegalStateException(
          "parts of version %d are refused here, it cannot be sent".formatted(version));
    }
  }

  /** Returns whether an update can be applied to this version. */
  public boolean isBaseOf(SnapshotUpdate update) {
    SnapshotUpdate.Base base = update.base();
    return base == null || (base.version() == version && base.content().equals(content()));
  }

  /**
   * The version that an update leads to, if all of it can be read.
   *
   * @throws WireException when it cannot be read, saying which part is wrong and why; a part that
   *     is critical and of an unknown kind is wrong, too. This version stays what it is
   */
  public VersionedSnapshot apply(SnapshotUpdate update) throws WireException {
    VersionedSnapshot next = receive(update);
    if (!next.refused().isEmpty()) {
      RefusedPart first = next.refused().getFirst();
      throw new WireException(
          first.path().isEmpty() ? first.reason() : first.path() + ": " + first.reason());
    }
    return next;
  }

  /**
   * The version that an update leads to, with the hosts out of service that need a part that cannot
   * be read; {@link #refused} names these parts. They are tried again with the next update. A rule
   * takes the hosts that it is limited to out of service, a client CA or its revocations those that
   * trust it.
   *
   * <p>A part that cannot be told from other hosts' (of an unknown kind and critical, the settings
   * of nodes, a rule for all hosts) {@linkplain #isRefused refuses} the version as a whole.
   *
   * @throws WireException when the update is damaged, or is no change of this version, which stays
   *     what it is
   */
  public VersionedSnapshot receive(SnapshotUpdate update) throws WireException {
    SnapshotUpdate.Base base = update.base();
    if (base != null && !isBaseOf(update)) {
      throw new WireException(
          "version %d is a change of version %d, and version %d is in force"
              .formatted(update.version(), base.version(), version));
    }
    return new SnapshotAssembly(update.isFull() ? NONE : this, update).assemble();
  }

  @Override
  public String toString() {
    return withheld.refused().isEmpty()
        ? "version %d, %s".formatted(version, manifest)
        : "version %d, %s, parts refused: %d"
            .formatted(version, manifest, withheld.refused().size());
  }
}
