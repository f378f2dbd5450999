package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.tunnel.TunnelEnd;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one exchange: one implementation for each protocol. A response is any number
 * of {@link #informational}, {@link #head}, any number of {@link #body}, {@link #end}; nothing
 * follows {@link #end}, {@link #abort} or {@link #drop}. Event loop only; no call blocks.
 */
public interface ClientStream {
  /** Writes an interim response (RFC 9110 §15.2). */
  void informational(ResponseHead head);

  /** Writes the response's head. */
  void head(ResponseHead head);

  /** Writes bytes of the body, and releases them. */
  void body(ByteBuf data);

  /**
   * Returns whether all of the body that was written can still reach the client. To find out, the
   * stream may report {@link Exchange#clientGone}.
   */
  default boolean canDeliver() {
    return true;
  }

  /**
   * The response is complete.
   *
   * @param trailers null when there are none
   */
  void end(@Nullable Fields trailers);

  /** Ends the response so that the client cannot take it for complete. */
  void abort();

  /**
   * The same, because the origin has reset its stream: the client learns why, where its protocol
   * can say it.
   *
   * @param resetCode the origin's error code (RFC 9113 §7); negative when there is none
   */
  default void abort(long resetCode) {
    abort();
  }

  /** Closes the connection at once, whatever else is in progress on it. */
  void drop();

  /** Writes the head that switches protocols, and leaves the stream to a tunnel: the last call. */
  TunnelEnd switchProtocols(ResponseHead head);

  /** Sends what was written. */
  void flush();

  /**
   * Returns whether the client accepts more of the response. If not, {@link
   * Exchange#clientWritable} follows.
   */
  boolean isWritable();

  /** Reads no more of the request's body until {@link #resumeRequest}. */
  void pauseRequest();

  /** Reads the request's body again. */
  void resumeRequest();

  /** Closes the connection after this exchange. To be called before {@link #head}. */
  void closeAfterwards();
}
