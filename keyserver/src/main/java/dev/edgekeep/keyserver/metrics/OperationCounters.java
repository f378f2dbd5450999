package dev.edgekeep.keyserver.metrics;

import dev.edgekeep.daemon.metrics.LazyCounter;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyserver.audit.Outcome;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Counts requests by algorithm, operation and outcome. Any thread. */
final class OperationCounters {
  private static final String NONE = "none";

  private final Counter counter;
  private final ConcurrentMap<Kind, LazyCounter> counters = new ConcurrentHashMap<>();

  /** The labels of a counter; a few hundred combinations at most. */
  private record Kind(@Nullable String algorithm, @Nullable Opcode opcode, Outcome outcome) {}

  OperationCounters(Counter counter) {
    this.counter = counter;
  }

  void count(@Nullable String algorithm, @Nullable Opcode opcode, Outcome outcome) {
    counters.computeIfAbsent(new Kind(algorithm, opcode, outcome), this::counter).increment();
  }

  private LazyCounter counter(Kind kind) {
    return new LazyCounter(
        counter,
        kind.algorithm == null ? NONE : kind.algorithm,
        kind.opcode == null ? NONE : kind.opcode.operation().label(),
        kind.outcome.label());
  }
}
