package dev.edgekeep.daemon.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A counter by reason. Reasons are a small fixed set. Should a reason ever derive from a client's
 * input, those beyond the bound count as {@code other}.
 */
public final class Reasons {
  private static final int MOST = 64;

  private final Counter counter;
  private final ConcurrentHashMap<String, CounterDataPoint> byReason = new ConcurrentHashMap<>();

  public Reasons(Counter counter) {
    this.counter = counter;
  }

  public void count(String reason) {
    CounterDataPoint point = byReason.get(reason);
    if (point == null) {
      String label = byReason.size() < MOST ? reason : "other";
      point = byReason.computeIfAbsent(label, counter::labelValues);
    }
    point.inc();
  }
}
