package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.Limits;
import org.jspecify.annotations.Nullable;

/** Reads {@code limits}. */
final class LimitsReader {
  private LimitsReader() {}

  static Limits read(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return Limits.DEFAULT;
    }
    Limits defaults = Limits.DEFAULT;
    Limits limits =
        new Limits(
            section.millis(
                "handshakeTimeoutMillis",
                Limits.HANDSHAKE_TIMEOUT_MILLIS,
                defaults.handshakeTimeout()),
            section.millis(
                "requestHeaderTimeoutMillis",
                Limits.REQUEST_HEADER_TIMEOUT_MILLIS,
                defaults.requestHeaderTimeout()),
            section.millis("idleTimeoutMillis", Limits.IDLE_TIMEOUT_MILLIS, defaults.idleTimeout()),
            section.millis(
                "tunnelIdleTimeoutMillis",
                Limits.TUNNEL_IDLE_TIMEOUT_MILLIS,
                defaults.tunnelIdleTimeout()),
            section.millis(
                "drainTimeoutMillis", Limits.DRAIN_TIMEOUT_MILLIS, defaults.drainTimeout()),
            (int) section.number("headerBytes", Limits.HEADER_BYTES, defaults.headerBytes()),
            (int)
                section.number(
                    "maxConcurrentStreams",
                    Limits.MAX_CONCURRENT_STREAMS,
                    defaults.maxConcurrentStreams()),
            (int) section.number("connections", Limits.CONNECTIONS, defaults.connections()),
            (int)
                section.number(
                    "connectionsPerAddress",
                    Limits.CONNECTIONS_PER_ADDRESS,
                    defaults.connectionsPerAddress()));
    section.end();
    return limits;
  }
}
