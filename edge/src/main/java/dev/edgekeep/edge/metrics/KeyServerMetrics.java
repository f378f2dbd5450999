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
   * @param reason {@code late}, {@code lost} or {@code error}
   */
  void failedOver(String reason);

  /**
   * A connection was made, or could not be.
   *
   * @param address {@code host:port}
   */
  void connect(String address, boolean success);

  /** Whether the edge has a connection to an address that answers. */
  void up(String address, boolean up);

  /** An address is no longer one of this key server's. */
  void forget(String address);
}
