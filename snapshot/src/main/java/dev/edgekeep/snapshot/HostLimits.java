package dev.edgekeep.snapshot;

import dev.edgekeep.config.value.Bounds;
import java.time.Duration;

/**
 * Bounds of the requests for a host. Zero means no bound.
 *
 * @param requestBodyBytes the largest request body
 * @param requestTimeout from the end of a request's head to the end of its response
 * @param slowBody the minimum speed of a request's body
 * @param downloadBytesPerSecond the speed of response bodies, for all requests on a connection
 * @param uploadBytesPerSecond the speed of request bodies, for all requests on a connection
 */
public record HostLimits(
    long requestBodyBytes,
    Duration requestTimeout,
    SlowBody slowBody,
    long downloadBytesPerSecond,
    long uploadBytesPerSecond) {
  public static final Bounds REQUEST_BODY_BYTES = new Bounds(0, 1L << 50);
  public static final Bounds REQUEST_TIMEOUT_MILLIS = new Bounds(0, 86_400_000);

  /** The slowest speed at which what was read ahead reaches the client before it seems stalled. */
  public static final long SLOWEST = 4_096;

  public static final Bounds BYTES_PER_SECOND = new Bounds(0, 1L << 40);

  /** No limit but the slowest body. */
  public static final HostLimits DEFAULT = new HostLimits(0, Duration.ZERO, SlowBody.DEFAULT, 0, 0);

  public HostLimits {
    REQUEST_BODY_BYTES.check("requestBodyBytes", requestBodyBytes);
    REQUEST_TIMEOUT_MILLIS.check("requestTimeoutMillis", requestTimeout);
    checkSpeed("downloadBytesPerSecond", downloadBytesPerSecond);
    checkSpeed("uploadBytesPerSecond", uploadBytesPerSecond);
  }

  private static void checkSpeed(String what, long bytesPerSecond) {
    BYTES_PER_SECOND.check(what, bytesPerSecond);
    if (!isSpeed(bytesPerSecond)) {
      throw new IllegalArgumentException(
          "%s is %d, and must be 0 or at least %d".formatted(what, bytesPerSecond, SLOWEST));
    }
  }

  /** Returns whether a number may be a speed limit: 0, or not less than {@link #SLOWEST}. */
  public static boolean isSpeed(long bytesPerSecond) {
    return bytesPerSecond == 0 || bytesPerSecond >= SLOWEST;
  }

  /**
   * The minimum speed of a request's body, until the response begins. It protects against clients
   * that keep requests open by sending a byte now and then.
   *
   * @param bytesPerSecond 0: none
   * @param window the time over which the speed is measured
   */
  public record SlowBody(long bytesPerSecond, Duration window) {
    public static final Bounds BYTES_PER_SECOND = new Bounds(0, 1_048_576);
    public static final Bounds WINDOW_MILLIS = new Bounds(1_000, 600_000);
    public static final SlowBody DEFAULT = new SlowBody(64, Duration.ofSeconds(30));

    public SlowBody {
      BYTES_PER_SECOND.check("minUploadBytesPerSecond", bytesPerSecond);
      WINDOW_MILLIS.check("minUploadWindowMillis", window);
    }

    /** The bytes that must arrive within a window. */
    public long bytesPerWindow() {
      return bytesPerSecond * window.toMillis() / 1_000;
    }
  }
}
