package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.Limits;
import org.jspecify.annotations.Nullable;

/** Reads {@code limits}. */
final class LimitsReader {
  private LimitsReader() {}

  static Limits read(@Nullable Value value) {
    return Section.read(value, Limits.DEFAULT, LimitsReader::limits);
  }

  private static Limits limits(Section section) {
    Limits defaults = Limits.DEFAULT;
    return Limits.builder()
        .handshakeTimeout(
            section.millis(
                "handshakeTimeoutMillis",
                Limits.HANDSHAKE_TIMEOUT_MILLIS,
                defaults.handshakeTimeout()))
        .requestHeaderTimeout(
            section.millis(
                "requestHeaderTimeoutMillis",
                Limits.REQUEST_HEADER_TIMEOUT_MILLIS,
                defaults.requestHeaderTimeout()))
        .idleTimeout(
            section.millis("idleTimeoutMillis", Limits.IDLE_TIMEOUT_MILLIS, defaults.idleTimeout()))
        .tunnelIdleTimeout(
            section.millis(
                "tunnelIdleTimeoutMillis",
                Limits.TUNNEL_IDLE_TIMEOUT_MILLIS,
                defaults.tunnelIdleTimeout()))
        .drainTimeout(
            section.millis(
                "drainTimeoutMillis", Limits.DRAIN_TIMEOUT_MILLIS, defaults.drainTimeout()))
        .headerBytes(
            (int) section.number("headerBytes", Limits.HEADER_BYTES, defaults.headerBytes()))
        .maxConcurrentStreams(
            (int)
                section.number(
                    "maxConcurrentStreams",
                    Limits.MAX_CONCURRENT_STREAMS,
                    defaults.maxConcurrentStreams()))
        .connections(
            (int) section.number("connections", Limits.CONNECTIONS, defaults.connections()))
        .connectionsPerAddress(
            (int)
                section.number(
                    "connectionsPerAddress",
                    Limits.CONNECTIONS_PER_ADDRESS,
                    defaults.connectionsPerAddress()))
        .concurrentRequests(
            (int)
                section.number(
                    "concurrentRequests",
                    Limits.CONCURRENT_REQUESTS,
                    defaults.concurrentRequests()))
        .build();
  }
}
