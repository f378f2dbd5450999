package dev.edgekeep.snapshot;

import dev.edgekeep.config.value.Bounds;
import java.time.Duration;

/**
 * The time limits of an origin.
 *
 * @param connect to an established connection, TLS included
 * @param response from the end of the request to the head of the response
 */
public record OriginTimeouts(Duration connect, Duration response) {
  public static final Bounds CONNECT_MILLIS = new Bounds(1, 600_000);
  public static final Bounds RESPONSE_MILLIS = new Bounds(1, 3_600_000);
  public static final OriginTimeouts DEFAULT =
      new OriginTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(30));

  public OriginTimeouts {
    CONNECT_MILLIS.check("connectTimeoutMillis", connect);
    RESPONSE_MILLIS.check("responseTimeoutMillis", response);
  }
}
