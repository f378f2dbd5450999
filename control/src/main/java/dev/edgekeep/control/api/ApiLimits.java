package dev.edgekeep.control.api;

import dev.edgekeep.daemon.network.OpenFiles;
import dev.edgekeep.daemon.network.OpenFiles.Use;
import java.time.Duration;

/**
 * Limits of what callers of the API can take from it, and from each other.
 *
 * @param openCalls calls without a token that are worked on at once
 * @param memory bytes that large bodies and answers may take together
 */
public record ApiLimits(
    Connected connections,
    Times times,
    Share calls,
    Share streams,
    Share waits,
    int openCalls,
    long memory) {
  private static final long MEBIBYTE = 1 << 20;
  private static final int MOST_CONNECTIONS = 1_024;
  private static final int FEWEST_CONNECTIONS = 64;

  /** So that each kind of call has a place. */
  private static final int FEWEST_FILES = 16;

  /** The memory of a connection with TLS, about. */
  private static final long CONNECTION_BYTES = 256 << 10;

  /**
   * Connections at once.
   *
   * @param ofAddress of one client address
   */
  public record Connected(int all, int ofAddress) {}

  /**
   * Time limits.
   *
   * @param header until the first request of a connection has its whole header
   * @param idle between two requests
   * @param body of a usual body
   * @param upload of a body that may be large
   * @param answer until an answer is read
   */
  public record Times(
      Duration header, Duration idle, Duration body, Duration upload, Duration answer) {
    public static final Times DEFAULT =
        new Times(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5));
  }

  /** The most at once: in all, of one account, of one token. */
  public record Share(int all, int ofAccount, int ofToken) {}

  /**
   * Limits that leave most file descriptors and most of the heap to the edge in the same process.
   */
  public static ApiLimits ofThisProcess() {
    long heap = Runtime.getRuntime().maxMemory();
    long byHeap = Math.max(FEWEST_CONNECTIONS, Math.min(MOST_CONNECTIONS, heap / CONNECTION_BYTES));
    int byFiles = OpenFiles.ofThisProcess().limit(Use.API, (int) byHeap);
    int connections = Math.max(FEWEST_FILES, byFiles);
    // Fewer than connections, so that one that only reads can always make room for another.
    return new ApiLimits(
        new Connected(connections, connections / 2),
        Times.DEFAULT,
        new Share(connections / 4, connections / 8, connections / 16),
        new Share(connections / 4, 20, 10),
        new Share(connections / 8, 16, 16),
        connections / 8,
        Math.max(64 * MEBIBYTE, heap / 4));
  }

  /** The same with other connections. */
  public ApiLimits withConnections(Connected connections) {
    return new ApiLimits(connections, times, calls, streams, waits, openCalls, memory);
  }

  /** The same with other times. */
  public ApiLimits withTimes(Times times) {
    return new ApiLimits(connections, times, calls, streams, waits, openCalls, memory);
  }
}
