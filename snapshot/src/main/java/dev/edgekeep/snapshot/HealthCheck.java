package dev.edgekeep.snapshot;

import dev.edgekeep.config.value.Bounds;
import java.time.Duration;
import java.util.List;

/**
 * Checks of each server of an origin by the node itself.
 *
 * @param interval from one check of a server to the next, give or take a tenth
 * @param timeout for a whole check, connection included
 * @param healthy checks in a row that must pass before an unhealthy server is healthy again
 * @param unhealthy checks in a row that must fail before a healthy server is unhealthy. The first
 *     check of a server decides at once
 */
public record HealthCheck(
    Probe probe, Duration interval, Duration timeout, int healthy, int unhealthy) {
  /** The most checks of one origin in a second, of all its servers together. */
  public static final int MOST_PER_SECOND = 200;

  public static final Bounds INTERVAL_MILLIS = new Bounds(100, 3_600_000);
  public static final Bounds TIMEOUT_MILLIS = new Bounds(10, 600_000);
  public static final Bounds IN_A_ROW = new Bounds(1, 100);

  /** A check with the default of each setting. */
  public static HealthCheck of(Probe probe) {
    return new HealthCheck(probe, Duration.ofSeconds(10), Duration.ofSeconds(2), 2, 3);
  }

  public HealthCheck {
    INTERVAL_MILLIS.check("intervalMillis", interval);
    TIMEOUT_MILLIS.check("timeoutMillis", timeout);
    IN_A_ROW.check("healthy", healthy);
    IN_A_ROW.check("unhealthy", unhealthy);
  }

  /** The question that a server is asked. */
  public sealed interface Probe {}

  /**
   * A GET over the protocol of the origin.
   *
   * @param path with its query
   * @param expected the statuses that pass
   */
  public record Http(String path, List<StatusRange> expected) implements Probe {
    public static final List<StatusRange> SUCCESS = List.of(new StatusRange(200, 299));

    public Http {
      if (!path.matches("/[!-~]{0,2047}")) {
        throw new IllegalArgumentException("the path must begin with / and have no spaces");
      }
      expected = List.copyOf(expected);
    }

    public boolean passes(int status) {
      return expected.stream().anyMatch(range -> range.contains(status));
    }
  }

  /** A connection, with TLS for {@code https} servers. */
  public record Tcp() implements Probe {}

  /**
   * A call of the gRPC health checking protocol: {@code grpc.health.v1.Health/Check}.
   *
   * @param service empty for the server as a whole
   */
  public record Grpc(String service) implements Probe {
    public static final int MAX_SERVICE = 1_000;

    public Grpc {
      if (service.length() > MAX_SERVICE) {
        throw new IllegalArgumentException("a service has at most 1,000 characters");
      }
    }
  }

  /** Statuses, both inclusive. */
  public record StatusRange(int from, int to) {
    public static final Bounds STATUS = new Bounds(200, 599);

    public StatusRange {
      STATUS.check("a status", from);
      STATUS.check("a status", to);
      if (from > to) {
        throw new IllegalArgumentException("the range %d-%d is empty".formatted(from, to));
      }
    }

    boolean contains(int status) {
      return from <= status && status <= to;
    }

    /** {@code 200-299}, or {@code 204}. */
    public String text() {
      return from == to ? Integer.toString(from) : from + "-" + to;
    }

    /**
     * Reads a text of that form.
     *
     * @throws IllegalArgumentException when it has another form, or is out of bounds
     */
    public static StatusRange parse(String text) {
      if (!text.matches("[0-9]{3}(-[0-9]{3})?")) {
        throw new IllegalArgumentException("give a status, as 204, or a range, as 200-299");
      }
      return new StatusRange(
          Integer.parseInt(text.substring(0, 3)),
          Integer.parseInt(text.substring(text.length() - 3)));
    }
  }
}
