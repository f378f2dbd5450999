package dev.edgekeep.bench.fleet;

import dev.edgekeep.cli.node.EmbeddedNode;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.x509.cert.SerialSet;
import java.util.ArrayList;
import java.util.List;

/** A node, and the times at which versions and revocations came in force. One thread at a time. */
final class ObservedNode {
  private final EmbeddedNode node;
  private final List<Seen> versions = new ArrayList<>();
  private final List<Seen> revocations = new ArrayList<>();

  /** A value that was seen for the first time. */
  private record Seen(long value, long nanos) {}

  ObservedNode(EmbeddedNode node) {
    this.node = node;
  }

  /** Looks at the node, which does not wait for that. */
  void look() {
    add(versions, node.version());
    add(revocations, revoked(node.snapshot()));
  }

  private static void add(List<Seen> seen, long value) {
    if (seen.isEmpty() || seen.getLast().value() < value) {
      seen.add(new Seen(value, System.nanoTime()));
    }
  }

  private static long revoked(Snapshot snapshot) {
    long count = 0;
    for (SerialSet serials : snapshot.revokedSerials().values()) {
      count += serials.size();
    }
    return count;
  }

  /** The time at which a version, or a newer one, was in force; -1: it is not yet. */
  long version(long version) {
    return since(versions, version);
  }

  /** The time at which so many serial numbers were revoked; -1: they are not yet. */
  long revoked(long count) {
    return since(revocations, count);
  }

  private static long since(List<Seen> seen, long value) {
    for (Seen each : seen) {
      if (each.value() >= value) {
        return each.nanos();
      }
    }
    return -1;
  }
}
