package dev.edgekeep.edge.metrics;

import dev.edgekeep.x509.path.Verdict;

/** The metrics of a node. Any thread; never blocks. */
public interface EdgeMetrics {
  /** A connection was accepted. */
  void connectionOpened();

  /** A connection has ended. */
  void connectionClosed();

  /**
   * A handshake was completed.
   *
   * @param tlsVersion for example {@code TLSv1.3}
   */
  void handshakeCompleted(String tlsVersion, boolean resumed, Verdict verdict, long nanos);

  /**
   * A handshake failed.
   *
   * @param reason a verdict's label, or one of a small fixed set ({@code unknown-host}, {@code
   *     timeout}, {@code protocol}, {@code client-closed}, {@code too-many-connections}, …)
   */
  void handshakeRefused(String reason);

  /** A request has ended. */
  void requestCompleted(String protocol, int status, long nanos);

  /** A request was refused by the edge itself. */
  void requestRefused(String reason);

  /** A tunnel was opened. */
  void tunnelOpened();

  /** A tunnel has ended. */
  void tunnelClosed();

  /** An origin connection was opened, or an attempt failed. */
  void originConnect(boolean success);

  /** The metrics of the key server of this name. Callers keep the result. */
  KeyServerMetrics keyServer(String name);
}
