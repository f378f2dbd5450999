package dev.edgekeep.daemon.tracing;

import java.util.function.Consumer;

/** The state of a collector: it accepts spans, or does not; reports a change once. One thread. */
final class CollectorState {
  private final String collector;
  private final Consumer<String> warnings;
  private boolean isFailing;

  CollectorState(String collector, Consumer<String> warnings) {
    this.collector = collector;
    this.warnings = warnings;
  }

  void answered(boolean isAccepted) {
    if (isAccepted && isFailing) {
      warnings.accept("tracing: the collector %s accepts spans again".formatted(collector));
    } else if (!isAccepted && !isFailing) {
      warnings.accept(
          "tracing: the collector %s does not accept spans; they are dropped and counted in edgekeep_trace_spans_total until it does. Check that it listens for OTLP over HTTP, and the headers"
              .formatted(collector));
    }
    isFailing = !isAccepted;
  }
}
