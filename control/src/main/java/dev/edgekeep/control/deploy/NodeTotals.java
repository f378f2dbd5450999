package dev.edgekeep.control.deploy;

import java.util.Map;

/**
 * What a node has counted since the start of its process.
 *
 * @param boot of the process: with another one the counters begin again
 * @param totals by name, as {@code requests/2xx}
 */
public record NodeTotals(String node, String group, String boot, Map<String, Long> totals) {
  public NodeTotals {
    totals = Map.copyOf(totals);
  }
}
