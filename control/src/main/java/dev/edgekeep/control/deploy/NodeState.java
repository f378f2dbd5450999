package dev.edgekeep.control.deploy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a node has.
 *
 * @param version that is in force; 0 before the first
 * @param since when it took it; null before the first
 * @param rejectedVersion the newest that it refused, where that is newer than what is in force
 * @param reason why it did
 */
public record NodeState(
    String name,
    long version,
    @Nullable Instant since,
    long rejectedVersion,
    @Nullable String reason) {
  static NodeState connected(String name) {
    return new NodeState(name, 0, null, 0, null);
  }

  NodeState applied(long version, Instant now) {
    return new NodeState(name, version, now, 0, null);
  }

  NodeState refused(long version, String reason) {
    return new NodeState(name, this.version, since, version, reason);
  }

  /** What became of a version here. */
  DeploymentState of(long wanted) {
    if (version >= wanted) {
      return DeploymentState.DEPLOYED;
    }
    return rejectedVersion >= wanted ? DeploymentState.REJECTED : DeploymentState.PENDING;
  }
}
