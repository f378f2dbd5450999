package dev.edgekeep.edge.origin;

import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Who uses an origin connection, from {@link OriginConnection#begin} to the first of {@link
 * #responseEnd} and {@link #originFailed}. Called on the event loop of both.
 */
public interface OriginListener {
  /** An interim response (1xx) but 101. */
  void informational(ResponseHead head);

  void responseHead(ResponseHead head);

  /**
   * The server has switched protocols (101), as {@link OriginConnection#begin} allowed. Before it
   * returns, the listener leaves the connection to a tunnel, or aborts it.
   */
  void switched(ResponseHead head);

  /** Bytes of the body. The listener releases them. */
  void responseBody(ByteBuf data);

  /** The response is complete, and the connection no longer the listener's. */
  void responseEnd(@Nullable Fields trailers);

  /** All that came in at once has been told: time to flush. */
  void burstEnd();

  /** The connection takes request bytes again, or has sent some. */
  void originWritable();

  /** No (more) response will come; the connection is closed. */
  void originFailed(OriginFailure failure);
}
