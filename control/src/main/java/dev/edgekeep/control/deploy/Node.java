package dev.edgekeep.control.deploy;

import dev.edgekeep.control.group.NodeGroup;
import dev.edgekeep.control.origin.OriginHealth;
import dev.edgekeep.x509.cert.SerialSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * An edge node, in this process or elsewhere. Each node has a {@link Mailbox} of its own, which
 * calls {@link #apply} for one deployment at a time, the newest there is, on a thread that belongs
 * to this node: a node may block in it and delays no other.
 */
public interface Node {
  String name();

  /** The group whose snapshots the node enforces. */
  default String group() {
    return NodeGroup.DEFAULT;
  }

  /** Returns whether the node is in this process: {@link #apply} computes, and does not wait. */
  default boolean isInProcess() {
    return false;
  }

  /**
   * Sends a deployment to the node. A node that already has an older one may be sent the difference
   * ({@link Deployment#update}).
   *
   * @return completed when the node has the deployment in force, has refused it, or cannot be
   *     reached. It is not completed exceptionally in the normal course; if it is, or if this
   *     method throws, that counts as a refusal. A node that does not answer within a time of its
   *     own choice must be reported as {@link Acknowledgement.Unreachable}: until then nothing
   *     newer is sent to it
   */
  CompletionStage<Acknowledgement> apply(Deployment deployment);

  /**
   * Sends revocations ahead of a deployment, while {@link #apply} of an older one is under way:
   * they must be in force even while a large snapshot is on its way, and that snapshot must not
   * undo them. Called on a thread of its own; calls may overtake one another, and the higher
   * version wins. By default nothing is done, which is right for a node that applies a snapshot in
   * milliseconds: the revocations are in the next deployment as well.
   *
   * @param version of the deployment that they belong to
   * @param revoked serial numbers by the name of the client CA
   */
  default void revoke(long version, Map<String, SerialSet> revoked) {}

  /**
   * Registers what is to be called when a node has connected, or connected again, so that it is
   * sent the newest deployment at once. Called once, before the first deployment. By default
   * nothing is registered, which is right for a node that can always be reached.
   */
  default void whenBack(Runnable back) {}

  /**
   * The number of requests that each rule matched here, by its name in the snapshot, for as long as
   * the rule and its hosts are there. Any thread; does not block.
   */
  Map<String, Long> ruleMatches();

  /**
   * What the node has counted since the start of its process, by name. Any thread; does not block.
   * By default nothing.
   */
  default Map<String, Long> totals() {
    return Map.of();
  }

  /**
   * The health of the servers of an origin as this node sees it. Any thread; does not block. By
   * default nothing is known.
   *
   * @param origin its name in the snapshot
   */
  default List<OriginHealth> originHealth(String origin) {
    return List.of();
  }
}
