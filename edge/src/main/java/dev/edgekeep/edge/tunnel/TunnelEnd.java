package dev.edgekeep.edge.tunnel;

import io.netty.buffer.ByteBuf;

/**
 * One of the two ends of a tunnel: somebody to write to, who is told through {@link Tunnel.Side}
 * what comes. Event loop only.
 */
public interface TunnelEnd {
  /** Tells {@code side} from now on, first of all what has come already. */
  void start(Tunnel.Side side);

  /** Writes bytes, and releases them. */
  void write(ByteBuf data);

  /** Sends what was written. */
  void flush();

  /** Whether it takes more; if not, {@link Tunnel.Side#writable} follows. */
  boolean isWritable();

  /** Lets no more come until {@link #resume}. */
  void pause();

  void resume();

  /** Nothing more is written: the peer is told so after what was, and may go on sending. */
  void end();

  /** Ends it both ways, gracefully and within bounds: what was written still goes out. */
  void finish();

  /** Closes it, whatever is under way. */
  void close();

  /** Closes it so that the peer cannot take it for a proper end. */
  void abort();
}
