package dev.edgekeep.edge.revocation;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.events.EventLog;
import dev.edgekeep.x509.crl.RevocationList;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Records and counts what became of fetches. Any thread. */
final class ListLog {
  private final EventLog events;
  private final InstantSource clock;
  private final LongAdder received = new LongAdder();
  private final LongAdder failed = new LongAdder();

  ListLog(EventLog events, InstantSource clock) {
    this.events = events;
    this.clock = clock;
  }

  long receivedCount() {
    return received.sum();
  }

  long failedCount() {
    return failed.sum();
  }

  void succeeded() {
    received.increment();
  }

  /** Other lists than before are in force, or a server answers again. */
  void changed(ListSource source) {
    record(
        EdgeEvent.Kind.REVOCATION_LIST_FETCHED,
        "%s: %s"
            .formatted(
                of(source),
                source.held().lists().stream()
                    .map(ListLog::shown)
                    .collect(Collectors.joining("; "))));
  }

  private static String shown(RevocationList list) {
    return "%s%s, %,d entries, next due at %s"
        .formatted(
            list.issuer(),
            list.number() == null ? "" : ", number " + list.number(),
            list.size(),
            list.nextUpdate());
  }

  /**
   * A fetch has failed.
   *
   * @param isNews whether it failed for another reason the last time, or did not fail
   */
  void failed(ListSource source, String problem, boolean isNews) {
    failed.increment();
    if (isNews) {
      record(
          EdgeEvent.Kind.REVOCATION_LIST_FAILED,
          "%s cannot be fetched: %s; %s".formatted(of(source), problem, consequence(source)));
    }
  }

  private String consequence(ListSource source) {
    Instant end = source.held().nextUpdate();
    if (end == null) {
      return "the clients that need it are refused until it arrives";
    }
    return end.isBefore(clock.instant())
        ? "the last one was due for renewal at %s, and the clients that need it are refused"
            .formatted(end)
        : "the last one is used until %s".formatted(end);
  }

  private static String of(ListSource source) {
    return "the revocation list of client CA %s at %s"
        .formatted(source.clientCa(), source.key().url());
  }

  private void record(EdgeEvent.Kind kind, String detail) {
    events.record(EdgeEvent.ofNode(clock.instant(), kind, detail));
  }
}
