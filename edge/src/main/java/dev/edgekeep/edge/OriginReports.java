package dev.edgekeep.edge;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.events.EventLog;
import dev.edgekeep.edge.origin.ServerReports;
import dev.edgekeep.edge.origin.health.HealthStatus;
import java.time.Instant;
import java.time.InstantSource;

/** Records changes in the health of origins' servers as events. Any thread. */
record OriginReports(EventLog events, InstantSource clock) implements ServerReports {
  @Override
  public void changed(String origin, String server, HealthStatus status) {
    EdgeEvent.Kind kind =
        status.isHealthy() ? EdgeEvent.Kind.ORIGIN_HEALTHY : EdgeEvent.Kind.ORIGIN_UNHEALTHY;
    events.record(
        EdgeEvent.ofNode(
            status.since(),
            kind,
            "server %s of origin %s is %s: %s"
                .formatted(
                    server,
                    origin,
                    status.isHealthy() ? "healthy" : "unhealthy",
                    status.reason())));
  }

  @Override
  public Instant now() {
    return clock.instant();
  }
}
