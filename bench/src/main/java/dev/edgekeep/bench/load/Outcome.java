package dev.edgekeep.bench.load;

import dev.edgekeep.bench.measure.Latencies;
import java.time.Duration;
import java.util.List;

/**
 * The result of a load.
 *
 * @param perSecond operations that ended in each second since the start; the last second may be
 *     incomplete
 */
public record Outcome(
    long operations, Duration elapsed, Latencies latencies, List<Long> perSecond) {
  public double perSecondOnAverage() {
    return operations / (elapsed.toNanos() / 1e9);
  }
}
