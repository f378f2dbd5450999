package dev.edgekeep.edge.origin;

import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.tunnel.TunnelEnd;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with a server of an origin: the request is sent through it, and its {@link
 * OriginListener} receives the response. The head of the request was written when the stream was
 * opened. After the listener's {@link OriginListener#responseEnd} or {@link
 * OriginListener#streamFailed}, and after {@link #abort} and {@link #becomeTunnel}, the stream is
 * not to be used. Event loop only; nothing blocks.
 */
public interface OriginStream {
  /** Writes bytes of the request's body, and releases them. */
  void body(ByteBuf data);

  /**
   * The request is complete. The stream goes on until the response is complete, too.
   *
   * @param trailers null when there are none
   */
  void end(@Nullable Fields trailers);

  /** Sends what was written. */
  void flush();

  /**
   * True if the server can say that it has not processed the request ({@link
   * OriginFailure.Processed#NO}), so that keeping its body is of use.
   */
  default boolean mayBeUnprocessed() {
    return false;
  }

  /**
   * True if the server accepts more of the body now: the connection's buffer and, where a protocol
   * has it, the stream's window have room. If not, {@link OriginListener#requestWritable} follows.
   */
  boolean isWritable();

  /**
   * Reads no more of the response until {@link #resume}, so that the server has to stop: what was
   * read already still comes.
   */
  void pause();

  void resume();

  /** Gives the exchange up. The listener hears nothing more; other streams are not affected. */
  void abort();

  /**
   * Gives the response up, of which only the head was reported. A connection that serves one stream
   * at a time may read the rest to keep itself, within bounds; other protocols abort the stream.
   * The listener hears nothing more.
   */
  default void discard() {
    abort();
  }

  /**
   * Turns the stream into an end of a tunnel. Only from within {@link OriginListener#switched};
   * what the server has sent behind its answer is the first data of the tunnel.
   */
  TunnelEnd becomeTunnel();
}
