package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.tunnel.TunnelEnd;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The client's half of one exchange, as HTTP/1.1 and HTTP/2 have it each in their way. Event loop
 * only. A response is {@link #head}, any number of {@link #body}, {@link #end}; nothing follows
 * {@link #end} or {@link #abort}.
 */
interface ClientStream {
  /** Writes an interim response (RFC 9110 §15.2). */
  void informational(ResponseHead head);

  /** Writes the response's head. */
  void head(ResponseHead head);

  /** Writes bytes of the body, and releases them. */
  void body(ByteBuf data);

  /** Whether all of the body that was written can still reach the client. */
  default boolean canDeliver() {
    return true;
  }

  /** The response is complete. */
  void end(@Nullable Fields trailers);

  /** The response cannot be completed: the client must not take what it has for all. */
  void abort();

  /** Ends the connection at once, with whatever else is under way on it. */
  void drop();

  /**
   * Writes the head that switches protocols, and leaves the stream to a tunnel: nothing else of
   * this is called any more.
   */
  TunnelEnd switchProtocols(ResponseHead head);

  /** Sends what was written. */
  void flush();

  /** Whether the client takes more; if not, {@link Exchange#clientWritable} follows. */
  boolean isWritable();

  /** Lets no more of the request's body come until {@link #resumeRequest}. */
  void pauseRequest();

  void resumeRequest();

  /** Ends the connection after this exchange. To be called before {@link #head}. */
  void closeAfterwards();
}
