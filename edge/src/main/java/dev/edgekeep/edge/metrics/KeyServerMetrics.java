package dev.edgekeep.edge.metrics;

/** What is counted about one key server. Any thread; never blocks. */
public interface KeyServerMetrics {
  /** An operation was asked for. */
  void operationBegun();

  /**
   * An operation has ended.
   *
   * @param outcome {@code done}, or the label of why not
   */
  void operationEnded(String outcome, long nanos);

  /**
   * An operation was asked of one more address.
   *
   * @param reason {@code late}, {@code lost}, {@code error} or {@code wrong}
   */
  void failedOver(String reason);

  /**
   * An address was asked for an operation and did not do it in time.
   *
   * @param address {@code host:port}
   * @param reason {@code late}, {@code lost}, {@code error}, {@code busy} or {@code wrong}
   */
  void addressFailed(String address, String reason);

  /**
   * A connection was made, or could not be.
   *
   * @param address {@code host:port}
   */
  void connect(String address, boolean success);

  /** Whether the edge has a connection to an address that answers, and rightly. */
  void up(String address, boolean up);

  /** An address is no longer one of this key server's. */
  void forget(String address);
}
