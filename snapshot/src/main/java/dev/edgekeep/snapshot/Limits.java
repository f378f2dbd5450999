package dev.edgekeep.snapshot;

import dev.edgekeep.config.value.Bounds;
import java.time.Duration;

/**
 * Bounds on the resources that clients may use.
 *
 * @param handshakeTimeout from the accepted connection to the end of the TLS handshake
 * @param requestHeaderTimeout from a request's first byte to the end of its head
 * @param idleTimeout the longest silence on a connection
 * @param tunnelIdleTimeout the longest silence on a WebSocket, in both directions
 * @param drainTimeout the time that connections may go on after the node was asked to stop
 * @param headerBytes the largest request or response head
 * @param maxConcurrentStreams the most HTTP/2 requests at once on one connection
 * @param connections the most connections open at once
 * @param connectionsPerAddress the most connections open at once from one client address
 * @param concurrentRequests the most requests under way at once; 0: no limit
 */
public record Limits(
    Duration handshakeTimeout,
    Duration requestHeaderTimeout,
    Duration idleTimeout,
    Duration tunnelIdleTimeout,
    Duration drainTimeout,
    int headerBytes,
    int maxConcurrentStreams,
    int connections,
    int connectionsPerAddress,
    int concurrentRequests) {
  public static final Bounds HANDSHAKE_TIMEOUT_MILLIS = new Bounds(100, 120_000);
  public static final Bounds REQUEST_HEADER_TIMEOUT_MILLIS = new Bounds(100, 600_000);
  public static final Bounds IDLE_TIMEOUT_MILLIS = new Bounds(1_000, 3_600_000);
  public static final Bounds TUNNEL_IDLE_TIMEOUT_MILLIS = new Bounds(1_000, 86_400_000);
  public static final Bounds DRAIN_TIMEOUT_MILLIS = new Bounds(0, 3_600_000);
  public static final Bounds HEADER_BYTES = new Bounds(1_024, 1_048_576);
  public static final Bounds MAX_CONCURRENT_STREAMS = new Bounds(1, 10_000);
  public static final Bounds CONNECTIONS = new Bounds(1, 10_000_000);
  public static final Bounds CONNECTIONS_PER_ADDRESS = new Bounds(1, 10_000_000);
  public static final Bounds CONCURRENT_REQUESTS = new Bounds(0, 10_000_000);

  public static final Limits DEFAULT =
      new Limits(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofMinutes(5),
          Duration.ofSeconds(30),
          65_536,
          128,
          100_000,
          1_000,
          0);

  public Limits {
    HANDSHAKE_TIMEOUT_MILLIS.check("handshakeTimeoutMillis", handshakeTimeout);
    REQUEST_HEADER_TIMEOUT_MILLIS.check("requestHeaderTimeoutMillis", requestHeaderTimeout);
    IDLE_TIMEOUT_MILLIS.check("idleTimeoutMillis", idleTimeout);
    TUNNEL_IDLE_TIMEOUT_MILLIS.check("tunnelIdleTimeoutMillis", tunnelIdleTimeout);
    DRAIN_TIMEOUT_MILLIS.check("drainTimeoutMillis", drainTimeout);
    HEADER_BYTES.check("headerBytes", headerBytes);
    MAX_CONCURRENT_STREAMS.check("maxConcurrentStreams", maxConcurrentStreams);
    CONNECTIONS.check("connections", connections);
    CONNECTIONS_PER_ADDRESS.check("connectionsPerAddress", connectionsPerAddress);
    CONCURRENT_REQUESTS.check("concurrentRequests", concurrentRequests);
  }

  /** Limits without one of the requests under way at once. */
  public Limits(
      Duration handshakeTimeout,
      Duration requestHeaderTimeout,
      Duration idleTimeout,
      Duration tunnelIdleTimeout,
      Duration drainTimeout,
      int headerBytes,
      int maxConcurrentStreams,
      int connections,
      int connectionsPerAddress) {
    this(
        handshakeTimeout,
        requestHeaderTimeout,
        idleTimeout,
        tunnelIdleTimeout,
        drainTimeout,
        headerBytes,
        maxConcurrentStreams,
        connections,
        connectionsPerAddress,
        0);
  }

  /** A builder of limits; those that are not set are the default ones. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects limits. One thread at a time. */
  public static final class Builder {
    private Duration handshakeTimeout = DEFAULT.handshakeTimeout;
    private Duration requestHeaderTimeout = DEFAULT.requestHeaderTimeout;
    private Duration idleTimeout = DEFAULT.idleTimeout;
    private Duration tunnelIdleTimeout = DEFAULT.tunnelIdleTimeout;
    private Duration drainTimeout = DEFAULT.drainTimeout;
    private int headerBytes = DEFAULT.headerBytes;
    private int maxConcurrentStreams = DEFAULT.maxConcurrentStreams;
    private int connections = DEFAULT.connections;
    private int connectionsPerAddress = DEFAULT.connectionsPerAddress;
    private int concurrentRequests = DEFAULT.concurrentRequests;

    private Builder() {}

    public Builder handshakeTimeout(Duration limit) {
      handshakeTimeout = limit;
      return this;
    }

    public Builder requestHeaderTimeout(Duration limit) {
      requestHeaderTimeout = limit;
      return this;
    }

    public Builder idleTimeout(Duration limit) {
      idleTimeout = limit;
      return this;
    }

    public Builder tunnelIdleTimeout(Duration limit) {
      tunnelIdleTimeout = limit;
      return this;
    }

    public Builder drainTimeout(Duration limit) {
      drainTimeout = limit;
      return this;
    }

    public Builder headerBytes(int most) {
      headerBytes = most;
      return this;
    }

    public Builder maxConcurrentStreams(int most) {
      maxConcurrentStreams = most;
      return this;
    }

    public Builder connections(int most) {
      connections = most;
      return this;
    }

    public Builder connectionsPerAddress(int most) {
      connectionsPerAddress = most;
      return this;
    }

    public Builder concurrentRequests(int most) {
      concurrentRequests = most;
      return this;
    }

    /**
     * @throws IllegalArgumentException when a limit is out of its bounds
     */
    public Limits build() {
      return new Limits(
          handshakeTimeout,
          requestHeaderTimeout,
          idleTimeout,
          tunnelIdleTimeout,
          drainTimeout,
          headerBytes,
          maxConcurrentStreams,
          connections,
          connectionsPerAddress,
          concurrentRequests);
    }
  }
}
