package dev.edgekeep.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * The way in which an edge speaks to the servers of an origin and chooses one.
 *
 * @param protocol that the servers speak
 * @param healthCheck of each server; null for none
 * @param ejection of servers that fail; null for none
 * @param retries null: another server is tried when one cannot be reached, and a request is sent
 *     again when a kept connection had been closed
 * @param connections limits of the connections to each server; null: only those of the node
 */
public record OriginPolicy(
    Protocol protocol,
    Balancing balancing,
    OriginTimeouts timeouts,
    @Nullable HealthCheck healthCheck,
    @Nullable Ejection ejection,
    @Nullable Retries retries,
    @Nullable ConnectionLimits connections) {
  public static final OriginPolicy DEFAULT =
      new OriginPolicy(
          Protocol.HTTP1, Balancing.DEFAULT, OriginTimeouts.DEFAULT, null, null, null, null);

  /** The protocol that the servers of an origin speak. */
  public enum Protocol {
    /** HTTP/1.1. */
    HTTP1,
    /** HTTP/2: by ALPN over TLS, with prior knowledge in plaintext (RFC 9113 §3.3). */
    HTTP2,
    /** HTTP/2 where the server chooses it by ALPN, and HTTP/1.1 otherwise. */
    AUTO
  }

  public OriginPolicy withProtocol(Protocol other) {
    return new OriginPolicy(
        other, balancing, timeouts, healthCheck, ejection, retries, connections);
  }

  public OriginPolicy withBalancing(Balancing other) {
    return new OriginPolicy(protocol, other, timeouts, healthCheck, ejection, retries, connections);
  }

  public OriginPolicy withTimeouts(OriginTimeouts others) {
    return new OriginPolicy(
        protocol, balancing, others, healthCheck, ejection, retries, connections);
  }

  public OriginPolicy withHealthCheck(@Nullable HealthCheck other) {
    return new OriginPolicy(protocol, balancing, timeouts, other, ejection, retries, connections);
  }

  public OriginPolicy withEjection(@Nullable Ejection other) {
    return new OriginPolicy(
        protocol, balancing, timeouts, healthCheck, other, retries, connections);
  }

  public OriginPolicy withRetries(@Nullable Retries others) {
    return new OriginPolicy(
        protocol, balancing, timeouts, healthCheck, ejection, others, connections);
  }

  public OriginPolicy withConnections(@Nullable ConnectionLimits others) {
    return new OriginPolicy(protocol, balancing, timeouts, healthCheck, ejection, retries, others);
  }
}
