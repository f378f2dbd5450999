package dev.edgekeep.snapshot.wire;

import dev.edgekeep.x509.cert.Fingerprint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of a snapshot on its way to a node: all of its parts, or the parts that differ from a
 * version before. Immutable.
 *
 * @param content the content hash of the version, once it is complete
 * @param base the version that the node must have; null: it needs none, and all parts are here
 * @param parts added or changed since the base
 * @param removed since the base
 */
public record SnapshotUpdate(
    long version,
    Fingerprint content,
    @Nullable Base base,
    List<Part> parts,
    List<PartId> removed) {
  public SnapshotUpdate {
    parts = List.copyOf(parts);
    removed = List.copyOf(removed);
    if (base == null && !removed.isEmpty()) {
      throw new IllegalArgumentException("a full snapshot removes no part");
    }
  }

  /** The version that a delta is applied to. */
  public record Base(long version, Fingerprint content) {}

  /** Returns whether it needs no version before. */
  public boolean isFull() {
    return base == null;
  }

  /** The text form does not contain the parts. */
  @Override
  public String toString() {
    return base == null
        ? "version %d, %d parts".formatted(version, parts.size())
        : "version %d since %d, %d parts changed, %d removed"
            .formatted(version, base.version(), parts.size(), removed.size());
  }
}
