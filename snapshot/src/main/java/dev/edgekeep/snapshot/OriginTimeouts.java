package dev.edgekeep.snapshot;

import dev.edgekeep.config.value.Bounds;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time limits of an origin.
 *
 * @param connect to an established connection, TLS included
 * @param response from the end of the request to the head of the response
 * @param betweenBytes the longest silence in the body of a response
 * @param total from the head of the request to the end of the response, with all attempts; null for
 *     no limit. It does not apply to a tunnel
 */
public record OriginTimeouts(
    Duration connect, Duration response, Duration betweenBytes, @Nullable Duration total) {
  public static final Bounds CONNECT_MILLIS = new Bounds(1, 600_000);
  public static final Bounds RESPONSE_MILLIS = new Bounds(1, 3_600_000);
  public static final Bounds BETWEEN_BYTES_MILLIS = new Bounds(1, 3_600_000);
  public static final Bounds TOTAL_MILLIS = new Bounds(1, 86_400_000);
  public static final OriginTimeouts DEFAULT =
      new OriginTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(30));

  public OriginTimeouts {
    CONNECT_MILLIS.check("connectTimeoutMillis", connect);
    RESPONSE_MILLIS.check("responseTimeoutMillis", response);
    BETWEEN_BYTES_MILLIS.check("betweenBytesTimeoutMillis", betweenBytes);
    if (total != null) {
      TOTAL_MILLIS.check("totalTimeoutMillis", total);
    }
  }

  /** Limits where a body may be silent as long as a head, and the whole has no limit. */
  public OriginTimeouts(Duration connect, Duration response) {
    this(connect, response, response, null);
  }

  public OriginTimeouts withBetweenBytes(Duration other) {
    return new OriginTimeouts(connect, response, other, total);
  }

  public OriginTimeouts withTotal(@Nullable Duration other) {
    return new OriginTimeouts(connect, response, betweenBytes, other);
  }
}
