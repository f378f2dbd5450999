package dev.edgekeep.edge.tunnel;

import io.netty.buffer.ByteBuf;

/**
 * One of the two ends of a tunnel: accepts bytes for its peer, and reports to a {@link Tunnel.Side}
 * what the peer sends. Event loop only; no call blocks.
 */
public interface TunnelEnd {
  /** Begins to report to {@code side}, first what has arrived already. */
  void start(Tunnel.Side side);

  /** Writes bytes, and releases them. */
  void write(ByteBuf data);

  /** Sends what was written. */
  void flush();

  /** Returns whether it accepts more. If not, {@link Tunnel.Side#writable} follows. */
  boolean isWritable();

  /** Reads no more until {@link #resume}. */
  void pause();

  /** Reads again. */
  void resume();

  /** Closes this half after what was written; the peer may go on sending. */
  void end();

  /** Closes both halves within a time limit, after what was written. */
  void finish();

  /** Closes it at once. */
  void close();

  /** Closes it so that the peer cannot take it for a clean end. */
  void abort();
}
