package dev.edgekeep.control.deploy;

import dev.edgekeep.control.origin.OriginHealth;
import dev.edgekeep.x509.cert.SerialSet;
import java.util.List;
import java.util.Map;

/**
 * The nodes on other machines. They are reached group by group: a publisher sends a version to all
 * nodes of its group at once, and each node reports what it has in force. Any thread; nothing here
 * blocks.
 */
public interface RemoteNodes {
  /** No node on another machine. */
  RemoteNodes NONE =
      new RemoteNodes() {
        @Override
        public List<Node> publishers() {
          return List.of();
        }

        @Override
        public void revoke(long version, Map<String, SerialSet> revoked) {}

        @Override
        public List<NodeState> states() {
          return List.of();
        }

        @Override
        public void whenChanged(Runnable changed) {}

        @Override
        public Map<String, Long> ruleMatches() {
          return Map.of();
        }

        @Override
        public List<OriginHealth> originHealth(String origin) {
          return List.of();
        }
      };

  /**
   * The publishers of all groups that have nodes now, one for each. A publisher answers {@link
   * Acknowledgement.InForce} when the version is on the message server: {@link #states} tells what
   * nodes have in force.
   */
  List<Node> publishers();

  /**
   * Sends revocations to all groups that know the client CA, ahead of the version that has them.
   *
   * @param version of the change that revokes
   * @param revoked serial numbers that are added, by the name of the client CA
   */
  void revoke(long version, Map<String, SerialSet> revoked);

  /** The state of each node that has joined. */
  List<NodeState> states();

  /** Registers what is called after a state has changed. Called once, at the start. */
  void whenChanged(Runnable changed);

  /** The number of requests that each rule matched, summed over these nodes. */
  Map<String, Long> ruleMatches();

  /** What each of these nodes has counted. By default nothing is known. */
  default List<NodeTotals> totals() {
    return List.of();
  }

  /** The health of the servers of an origin as each of these nodes sees it. */
  List<OriginHealth> originHealth(String origin);
}
