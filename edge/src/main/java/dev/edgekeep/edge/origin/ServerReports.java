package dev.edgekeep.edge.origin;

import dev.edgekeep.edge.origin.health.HealthStatus;
import java.time.Instant;

/** Receives changes in the health of servers. Any thread; never blocks. */
public interface ServerReports {
  /** Nobody is told. */
  ServerReports NONE =
      new ServerReports() {
        @Override
        public void changed(String origin, String server, HealthStatus status) {}

        @Override
        public Instant now() {
          return Instant.now();
        }
      };

  /**
   * A server became healthy or unhealthy for the whole node.
   *
   * @param server {@code host:port}
   */
  void changed(String origin, String server, HealthStatus status);

  /** The time of day. */
  Instant now();
}
