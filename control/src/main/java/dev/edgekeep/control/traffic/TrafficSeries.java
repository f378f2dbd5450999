package dev.edgekeep.control.traffic;

import dev.edgekeep.control.deploy.NodeTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The increase of counters in steps of ten seconds, for one hour, summed by group. Bounded: up to
 * {@value #MOST_SERIES} series of 360 numbers; counters beyond are left out. Any thread.
 */
final class TrafficSeries {
  static final Duration STEP = Duration.ofSeconds(10);
  static final int STEPS = 360;
  private static final int MOST_SERIES = 2_000;

  /** A node that was silent for longer has its counts in the last steps of the silence. */
  private static final long LONGEST_SPREAD = 6;

  /** The group of counters that belong to no group. */
  private static final String NO_GROUP = "";

  private record Key(String group, String name) {}

  /**
   * The counters of a node when it was looked at.
   *
   * @param step since which they have not changed
   */
  private record Seen(String boot, Map<String, Long> totals, long step) {}

  private final Map<Key, long[]> series = new HashMap<>();
  private final Map<String, Seen> nodes = new HashMap<>();
  private long newest;

  /**
   * Takes the counters of all nodes, and of the rules.
   *
   * @param rules matches by the rule's name, summed over the nodes
   */
  synchronized void add(Instant now, Iterable<NodeTotals> all, Map<String, Long> rules) {
    advance(stepOf(now));
    Map<String, Seen> before = new HashMap<>(nodes);
    nodes.clear();
    for (NodeTotals each : all) {
      add("node " + each.node(), each, before, "");
    }
    if (!rules.isEmpty()) {
      add("rules", new NodeTotals("", NO_GROUP, "", rules), before, "rules/");
    }
  }

  private void add(String source, NodeTotals now, Map<String, Seen> before, String prefix) {
    Seen seen = before.get(source);
    boolean isSame = seen != null && seen.totals().equals(now.totals());
    nodes.put(source, isSame ? seen : new Seen(now.boot(), now.totals(), newest));
    if (seen == null || isSame) {
      return;
    }
    boolean isRestarted = !seen.boot().equals(now.boot());
    long steps = Math.clamp(newest - seen.step(), 1, LONGEST_SPREAD);
    now.totals()
        .forEach((name, total) -> {
          long had = isRestarted ? 0 : seen.totals().getOrDefault(name, 0L);
          if (total > had) {
            spread(new Key(now.group(), prefix + name), total - had, steps);
          }
        });
  }

  /** Nodes on other machines report less often than in each step. */
  private void spread(Key key, long increase, long steps) {
    long[] values = series.get(key);
    if (values == null) {
      if (series.size() >= MOST_SERIES) {
        return;
      }
      values = new long[STEPS];
      series.put(key, values);
    }
    long left = increase;
    for (long i = steps; i > 0; i--) {
      long part = left / i;
      values[index(newest - i + 1)] += part;
      left -= part;
    }
  }

  private static long stepOf(Instant time) {
    return time.getEpochSecond() / STEP.toSeconds();
  }

  private static int index(long step) {
    return Math.floorMod(step, STEPS);
  }

  /** A clock that was set back stays at the newest step. */
  private void advance(long step) {
    if (step <= newest) {
      return;
    }
    long first = Math.max(newest + 1, step - STEPS + 1);
    for (long[] values : series.values()) {
      for (long i = first; i <= step; i++) {
        values[index(i)] = 0;
      }
    }
    newest = step;
    series.values().removeIf(values -> Arrays.stream(values).allMatch(value -> value == 0));
  }

  /** The end of the newest step. */
  synchronized Instant until() {
    return Instant.ofEpochSecond((newest + 1) * STEP.toSeconds());
  }

  /**
   * The series with a prefix, by the rest of their names, the oldest step first.
   *
   * @param group empty: the sum of all groups
   */
  synchronized Map<String, long[]> read(String group, String prefix) {
    Map<String, long[]> found = new TreeMap<>();
    series.forEach((key, values) -> {
      if (key.name().startsWith(prefix) && (group.isEmpty() || key.group().equals(group))) {
        long[] sum =
            found.computeIfAbsent(key.name().substring(prefix.length()), any -> new long[STEPS]);
        for (int i = 0; i < STEPS; i++) {
          sum[i] += values[index(newest - STEPS + 1 + i)];
        }
      }
    });
    return found;
  }
}
