package dev.edgekeep.edge.metrics;

/** The metrics of one key server. Any thread; never blocks. */
public interface KeyServerMetrics {
  /** An operation begins. */
  void operationBegun();

  /**
   * An operation has ended.
   *
   * @param outcome {@code done}, or the label of the failure
   */
  void operationEnded(String outcome, long nanos);

  /**
   * An operation was sent to one more address.
   *
   * @param reason {@code late}, {@code lost}, {@code error} or {@code wrong}
   */
  void failedOver(String reason);

  /**
   * An address did not perform an operation in time.
   *
   * @param address {@code host:port}
   * @param reason {@code late}, {@code lost}, {@code error}, {@code busy} or {@code wrong}
   */
  void addressFailed(String address, String reason);

  /**
   * A connection was established, or the attempt failed.
   *
   * @param address {@code host:port}
   */
  void connect(String address, boolean success);

  /** Reports whether the edge has a connection to an address that answers with right results. */
  void up(String address, boolean up);

  /** An address no longer belongs to this key server. */
  void forget(String address);
}
