package dev.edgekeep.keyserver.config;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import org.jspecify.annotations.Nullable;

/** Reads {@code limits}. */
final class LimitsReader {
  private LimitsReader() {}

  static Limits read(@Nullable Value value) {
    return Section.read(value, Limits.DEFAULT, LimitsReader::limits);
  }

  private static Limits limits(Section section) {
    Limits defaults = Limits.DEFAULT;
    return new Limits(
        (int) section.number("connections", Limits.CONNECTIONS, defaults.connections()),
        (int)
            section.number("connectionsPerEdge", Limits.CONNECTIONS, defaults.connectionsPerEdge()),
        (int)
            section.number(
                "inFlightPerConnection",
                Limits.IN_FLIGHT_PER_CONNECTION,
                defaults.inFlightPerConnection()),
        (int) section.number("inFlight", Limits.IN_FLIGHT, defaults.inFlight()),
        section.millis(
            "handshakeTimeoutMillis", Limits.HANDSHAKE_TIMEOUT_MILLIS, defaults.handshakeTimeout()),
        section.millis("idleTimeoutMillis", Limits.IDLE_TIMEOUT_MILLIS, defaults.idleTimeout()),
        section.millis("drainTimeoutMillis", Limits.DRAIN_TIMEOUT_MILLIS, defaults.drainTimeout()));
  }
}
