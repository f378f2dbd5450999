package dev.edgekeep.edge.listen;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.events.EventLog;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reports connections that were closed because of a limit: one event for all of an interval, that
 * begins with the first of them. Any thread.
 */
final class RefusedConnections {
  static final int INTERVAL_SECONDS = 10;

  private final EventLog events;
  private final InstantSource clock;
  private long inTotal;
  private long ofAddresses;
  private int limit;
  private int limitOfAddress;
  private @Nullable InetAddress example;

  RefusedConnections(EventLog events, InstantSource clock) {
    this.events = events;
    this.clock = clock;
  }

  /**
   * A connection over the limit of all connections.
   *
   * @param timer reports at the end of the interval
   */
  synchronized void overTotal(int most, EventExecutor timer) {
    begin(timer);
    inTotal++;
    limit = most;
  }

  /** A connection over the limit of its address. */
  synchronized void overAddress(int most, InetAddress address, EventExecutor timer) {
    begin(timer);
    ofAddresses++;
    limitOfAddress = most;
    example = address;
  }

  private void begin(EventExecutor timer) {
    if (inTotal == 0 && ofAddresses == 0) {
      var _ = timer.schedule(this::report, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void report() {
    List<String> parts = new ArrayList<>(2);
    synchronized (this) {
      if (inTotal > 0) {
        parts.add("%,d connections over the limit of %,d in total".formatted(inTotal, limit));
      }
      if (ofAddresses > 0 && example != null) {
        parts.add(
            "%,d connections over the limit of %,d for each address, such as %s"
                .formatted(ofAddresses, limitOfAddress, example.getHostAddress()));
      }
      inTotal = 0;
      ofAddresses = 0;
    }
    events.record(
        EdgeEvent.ofNode(
            clock.instant(),
            EdgeEvent.Kind.CONNECTIONS_REFUSED,
            "%s, in the last %d s".formatted(String.join("; ", parts), INTERVAL_SECONDS)));
  }
}
