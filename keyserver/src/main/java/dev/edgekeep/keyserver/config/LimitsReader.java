package dev.edgekeep.keyserver.config;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import org.jspecify.annotations.Nullable;

/** Reads {@code limits}. */
final class LimitsReader {
  private LimitsReader() {}

  static Limits read(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    Limits otherwise = Limits.DEFAULT;
    if (section == null) {
      return otherwise;
    }
    Limits limits =
        new Limits(
            (int) section.number("connections", Limits.CONNECTIONS, otherwise.connections()),
            (int)
                section.number(
                    "connectionsPerEdge", Limits.CONNECTIONS, otherwise.connectionsPerEdge()),
            (int)
                section.number(
                    "inFlightPerConnection",
                    Limits.IN_FLIGHT_PER_CONNECTION,
                    otherwise.inFlightPerConnection()),
            (int) section.number("inFlight", Limits.IN_FLIGHT, otherwise.inFlight()),
            section.millis(
                "handshakeTimeoutMillis",
                Limits.HANDSHAKE_TIMEOUT_MILLIS,
                otherwise.handshakeTimeout()),
            section.millis(
                "idleTimeoutMillis", Limits.IDLE_TIMEOUT_MILLIS, otherwise.idleTimeout()),
            section.millis(
                "drainTimeoutMillis", Limits.DRAIN_TIMEOUT_MILLIS, otherwise.drainTimeout()));
    section.end();
    return limits;
  }
}
