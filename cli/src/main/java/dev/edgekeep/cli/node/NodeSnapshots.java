package dev.edgekeep.cli.node;

import dev.edgekeep.edge.EdgeNode;
import dev.edgekeep.edge.events.EdgeEvent.Kind;
import dev.edgekeep.fleet.message.NodeStatus;
import dev.edgekeep.fleet.message.Revocations;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.wire.RefusedPart;
import dev.edgekeep.snapshot.wire.SnapshotUpdate;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import dev.edgekeep.snapshot.wire.WireException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The version that a node has: received, put in force with the node's own settings and with
 * revocations that came ahead, and written to the disk. Any thread, one at a time for versions;
 * blocks.
 */
final class NodeSnapshots {
  private final StoredSnapshot stored;
  private final Overlay overlay;
  private final long floor;

  /** The version that the next change is applied to. Used by the thread of versions only. */
  private VersionedSnapshot base;

  private volatile VersionedSnapshot inForce;
  private NodeSettings settings;
  private @Nullable EdgeNode node;
  private List<NodeStatus.RefusedPart> refused = List.of();
  private @Nullable String behind;
  private volatile boolean written = true;

  /**
   * @param first the version on the disk
   * @param floor the newest version that was in force here; older ones that are received are only
   *     the base of changes, on the way to it
   */
  NodeSnapshots(
      StoredSnapshot stored,
      Overlay overlay,
      VersionedSnapshot first,
      long floor,
      NodeSettings settings) {
    this.stored = stored;
    this.overlay = overlay;
    this.base = first;
    this.inForce = first;
    this.floor = floor;
    this.settings = settings;
    this.refused = refusals(first);
  }

  /** The snapshot for a node that begins now. */
  synchronized Snapshot first() {
    return merged(inForce, settings);
  }

  /** From now on, versions are put in force in a node, which has {@link #first}. */
  synchronized void serve(EdgeNode serving) {
    node = serving;
    tellRefusals(serving);
  }

  private Snapshot merged(VersionedSnapshot version, NodeSettings own) {
    Snapshot snapshot = overlay.over(version.snapshot(), version.version());
    NodeSettings local =
        new NodeSettings(
                own.name(),
                version.version() == 0 ? List.of() : own.listeners(),
                own.admin(),
                snapshot.geo(),
                own.limits(),
                own.logs(),
                own.tracing())
            .withDefaultHostsIn(snapshot.hosts().keySet());
    return snapshot.toBuilder().node(local).build();
  }

  /**
   * Puts a version in force.
   *
   * @return whether it is the base of the next change
   */
  boolean receive(SnapshotUpdate update, byte[] bytes) {
    VersionedSnapshot next;
    try {
      next = base.receive(update);
    } catch (WireException e) {
      refuse(update.version(), String.valueOf(e.getMessage()));
      return false;
    }
    if (next.version() < floor) {
      base = next;
      stored.skip();
      refuse(
          next.version(), "it is older than version %d, which was in force here".formatted(floor));
      return true;
    }
    if (next.isRefused()) {
      RefusedPart why = next.refused().getFirst();
      base = next;
      stored.skip();
      refuse(
          next.version(), why.path().isEmpty() ? why.reason() : why.path() + ": " + why.reason());
      return true;
    }
    if (!apply(next)) {
      return false;
    }
    base = next;
    write(update, bytes, next);
    return true;
  }

  private synchronized boolean apply(VersionedSnapshot next) {
    EdgeNode serving = node;
    try {
      if (serving != null) {
        serving.apply(merged(next, settings));
      }
    } catch (IOException | RuntimeException e) {
      refuse(next.version(), String.valueOf(e.getMessage()));
      return false;
    }
    inForce = next;
    behind = null;
    refused = refusals(next);
    if (serving != null) {
      serving.record(
          Kind.SNAPSHOT_APPLIED,
          "version %d is in force, hosts: %d"
              .formatted(next.version(), next.snapshot().hosts().size()));
      tellRefusals(serving);
    }
    return true;
  }

  private void tellRefusals(EdgeNode serving) {
    for (NodeStatus.RefusedPart part : refused) {
      serving.record(
          Kind.SNAPSHOT_REFUSED,
          "a part of version %d is refused: %s: %s"
              .formatted(part.version(), part.path(), part.reason()));
    }
  }

  private synchronized void refuse(long version, String reason) {
    List<NodeStatus.RefusedPart> all = new ArrayList<>(refusals(inForce));
    all.addFirst(new NodeStatus.RefusedPart("", reason, version));
    behind = "version %d was refused".formatted(version);
    refused = all.subList(0, Math.min(all.size(), NodeStatus.MAX_REFUSED));
    if (node != null) {
      node.record(
          Kind.SNAPSHOT_REFUSED,
          "version %d cannot be applied; version %d stays in force: %s"
              .formatted(version, inForce.version(), reason));
    }
  }

  private static List<NodeStatus.RefusedPart> refusals(VersionedSnapshot version) {
    return version.refused().stream()
        .limit(NodeStatus.MAX_REFUSED - 1)
        .map((RefusedPart part) ->
            new NodeStatus.RefusedPart(part.path(), part.sentence(), version.version()))
        .toList();
  }

  /** Removes revocations of the overlay only once the disk has the version that contains them. */
  private void write(SnapshotUpdate update, byte[] bytes, VersionedSnapshot next) {
    try {
      stored.store(update, bytes, next);
      if (overlay.forget(next.version())) {
        overlay.store();
      }
      written = true;
    } catch (IOException e) {
      notWritten("version " + next.version(), e);
    }
  }

  private synchronized void notWritten(String what, IOException e) {
    boolean first = written;
    written = false;
    if (first && node != null) {
      node.record(
          Kind.WARNING,
          "%s is in force and cannot be written to the state directory: %s; after a restart without"
                  .formatted(what, e.getMessage())
              + " the feed the node would have an older one. Make room on the disk");
    }
  }

  /** Puts revocations in force that came ahead of their version. */
  void revoke(Revocations revocations) {
    SnapshotUpdate.Base has = inForce();
    boolean isKnown = has != null && revocations.version() <= has.version();
    if (isKnown || !overlay.add(revocations)) {
      return;
    }
    synchronized (this) {
      EdgeNode serving = node;
      try {
        if (serving != null) {
          serving.apply(merged(inForce, settings));
        }
      } catch (IOException e) {
        throw new IllegalStateException("a revocation binds no address", e);
      }
    }
    try {
      overlay.store();
    } catch (IOException e) {
      notWritten("a revocation", e);
    }
  }

  /**
   * Puts other settings of the node in force.
   *
   * @throws IOException when an address cannot be bound; those before stay
   */
  synchronized void configure(NodeSettings own) throws IOException {
    if (node != null) {
      node.apply(merged(inForce, own));
    }
    settings = own;
  }

  /** The version in force, and its content; null: none. */
  SnapshotUpdate.@Nullable Base inForce() {
    VersionedSnapshot now = inForce;
    return now.version() == 0 ? null : new SnapshotUpdate.Base(now.version(), now.content());
  }

  /** The reason why a newer version is not in force; null: there is none. */
  synchronized @Nullable String behind() {
    return behind;
  }

  synchronized Snapshot snapshot() {
    return inForce.snapshot();
  }

  synchronized List<NodeStatus.RefusedPart> refused() {
    return refused;
  }

  boolean isWritten() {
    return written;
  }
}
