package dev.edgekeep.control.deploy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The deployment state of a node.
 *
 * @param version in force; 0 before the first
 * @param since the time at which that version came into force; null before the first
 * @param refusals what it has not put in force, the newest first
 * @param isWaitedFor whether a version counts as deployed only when this node has it; false: the
 *     node is gone
 */
public record NodeState(
    String name,
    String group,
    long version,
    @Nullable Instant since,
    List<Refusal> refusals,
    boolean isWaitedFor) {
  public NodeState {
    refusals = List.copyOf(refusals);
  }

  /**
   * A version that a node refused, or a part of it.
   *
   * @param after the version that was in force before: changes after it, up to {@code version}, are
   *     refused
   * @param path the part that is refused, as {@code hosts/www.example.com}; null: the whole version
   */
  public record Refusal(long after, long version, @Nullable String path, String reason) {
    private boolean isOf(long wanted) {
      return after < wanted && wanted <= version;
    }
  }

  static NodeState connected(String name, String group) {
    return new NodeState(name, group, 0, null, List.of(), true);
  }

  /** The same with a later version, which has the same content for this node. */
  public NodeState withVersion(long equal) {
    return equal == version
        ? this
        : new NodeState(name, group, equal, since, refusals, isWaitedFor);
  }

  NodeState applied(long applied, Instant now) {
    List<Refusal> left = new ArrayList<>();
    for (Refusal refusal : refusals) {
      if (refusal.version() > applied) {
        left.add(new Refusal(applied, refusal.version(), refusal.path(), refusal.reason()));
      }
    }
    return new NodeState(name, group, applied, now, left, isWaitedFor);
  }

  NodeState refused(long refused, String why) {
    return refusals.stream().anyMatch(refusal -> refusal.version() > refused)
        ? this
        : new NodeState(
            name,
            group,
            version,
            since,
            List.of(new Refusal(version, refused, null, why)),
            isWaitedFor);
  }

  /** The state of a version on this node. */
  public DeploymentState of(long wanted) {
    if (refusals.stream().anyMatch(refusal -> refusal.isOf(wanted))) {
      return DeploymentState.REJECTED;
    }
    return version >= wanted ? DeploymentState.DEPLOYED : DeploymentState.PENDING;
  }

  /** The newest refusal; null without one. */
  public @Nullable Refusal newestRefusal() {
    return refusals.isEmpty() ? null : refusals.getFirst();
  }
}
