package dev.edgekeep.control.node;

import dev.edgekeep.control.deploy.NodeTotals;
import dev.edgekeep.control.origin.OriginHealth;
import dev.edgekeep.fleet.message.NodeReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counters of nodes, and the health of origins as they see it. Any thread. */
final class NodeCounters {
  /** Rules whose matches are kept for a node; a node must not fill the memory with more. */
  static final int MAX_RULES = 10_000;

  private final Map<String, Counted> byNode = new ConcurrentHashMap<>();

  /**
   * The newest report of a node.
   *
   * @param before matches of the node's processes before this one
   */
  private record Counted(String group, NodeReport report, Map<String, Long> before) {
    private Map<String, Long> all() {
      Map<String, Long> sum = new HashMap<>(before);
      report
          .ruleMatches()
          .forEach((rule, matches) -> {
            if (sum.size() < MAX_RULES || sum.containsKey(rule)) {
              sum.merge(rule, matches, Long::sum);
            }
          });
      return sum;
    }
  }

  /**
   * Takes a report; the counters of a process that was started again go on from where they were.
   */
  void put(String group, String node, NodeReport report) {
    byNode.compute(
        node,
        (name, before) -> {
          if (before == null) {
            return new Counted(group, report, Map.of());
          }
          boolean isSameProcess = before.report().boot().equals(report.boot());
          return new Counted(group, report, isSameProcess ? before.before() : before.all());
        });
  }

  /** Forgets a node that was removed. */
  void forget(String node) {
    byNode.remove(node);
  }

  /** The number of requests that each rule matched, summed over the nodes. */
  Map<String, Long> ruleMatches() {
    Map<String, Long> sum = new HashMap<>();
    byNode
        .values()
        .forEach(counted ->
            counted.all().forEach((rule, matches) -> sum.merge(rule, matches, Long::sum)));
    return sum;
  }

  /** What each node has counted since the start of its process. */
  List<NodeTotals> totals() {
    List<NodeTotals> totals = new ArrayList<>();
    byNode.forEach((node, counted) ->
        totals.add(
            new NodeTotals(
                node, counted.group(), counted.report().boot(), counted.report().totals())));
    return totals;
  }

  /** The servers of an origin that nodes have something to say about. */
  List<OriginHealth> originHealth(String origin) {
    List<OriginHealth> health = new ArrayList<>();
    byNode.forEach((node, counted) -> {
      for (NodeReport.Server server : counted.report().servers()) {
        if (server.origin().equals(origin)) {
          health.add(
              new OriginHealth(
                  node, server.server(), server.healthy(), server.reason(), server.since()));
        }
      }
    });
    return health;
  }
}
