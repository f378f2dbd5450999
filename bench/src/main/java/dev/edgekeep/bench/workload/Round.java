package dev.edgekeep.bench.workload;

import dev.edgekeep.bench.load.Outcome;
import dev.edgekeep.bench.measure.Spread;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One turn of one server.
 *
 * @param processorMicros processor time of the server for one unit of work
 */
record Round(
    double processorMicros,
    double unitsPerSecond,
    double medianMillis,
    double p99Millis,
    double residentMebibytes) {
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double NANOS_PER_MILLI = 1e6;
  static final double MEBIBYTE = 1 << 20;

  static Round of(Outcome outcome, double unitsEach, Duration processor, long residentBytes) {
    double units = outcome.operations() * unitsEach;
    return new Round(
        processor.toNanos() / NANOS_PER_MICRO / units,
        outcome.perSecondOnAverage() * unitsEach,
        outcome.latencies().quantile(0.5) / NANOS_PER_MILLI,
        outcome.latencies().quantile(0.99) / NANOS_PER_MILLI,
        residentBytes / MEBIBYTE);
  }

  static Spread spread(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return Spread.of(rounds.stream().map(figure::applyAsDouble).toList());
  }
}
