package dev.edgekeep.control.deploy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The deployment state of a node.
 *
 * @param version in force; 0 before the first
 * @param since the time at which that version came into force; null before the first
 * @param rejectedVersion the newest that the node refused, where that is newer than the one in
 *     force; else 0
 * @param reason for the refusal; null without one
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

  NodeState applied(long applied, Instant now) {
    return rejectedVersion > applied
        ? new NodeState(name, applied, now, rejectedVersion, reason)
        : new NodeState(name, applied, now, 0, null);
  }

  NodeState refused(long refused, String why) {
    return rejectedVersion > refused ? this : new NodeState(name, version, since, refused, why);
  }

  /** The state of a version on this node. */
  DeploymentState of(long wanted) {
    if (version >= wanted) {
      return DeploymentState.DEPLOYED;
    }
    return rejectedVersion >= wanted ? DeploymentState.REJECTED : DeploymentState.PENDING;
  }
}
