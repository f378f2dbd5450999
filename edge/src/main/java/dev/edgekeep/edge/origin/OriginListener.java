package dev.edgekeep.edge.origin;

import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Receives the response of one {@link OriginStream}: any number of {@link #informational}, one
 * {@link #responseHead}, any number of {@link #responseBody}, one {@link #responseEnd}; or {@link
 * #streamFailed} at any point before the end; or {@link #switched} in place of a head. Event loop
 * only; never called from within {@link OriginConnection#open}.
 */
public interface OriginListener {
  /** An interim response (1xx) other than 101. */
  void informational(ResponseHead head);

  void responseHead(ResponseHead head);

  /**
   * The server has switched to the protocol of {@link OriginRequest#upgrade}. Before it returns,
   * the listener turns the stream into a tunnel, or aborts it.
   */
  void switched(ResponseHead head);

  /** Bytes of the body. The listener releases them. */
  void responseBody(ByteBuf data);

  /**
   * The response is complete, and the stream over.
   *
   * @param trailers null when there are none
   */
  void responseEnd(@Nullable Fields trailers);

  /** Everything that was read at once has been reported: time to flush. */
  void readComplete();

  /** The server accepts bytes of the request's body again, or has accepted some. */
  void requestWritable();

  /** No response, or no more of it, will come; the stream is over. */
  void streamFailed(OriginFailure failure);
}
