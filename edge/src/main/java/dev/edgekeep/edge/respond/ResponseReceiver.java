package dev.edgekeep.edge.respond;

import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.origin.OriginFailure;
import dev.edgekeep.edge.tunnel.TunnelEnd;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The exchange as its {@link Responder} sees it: receives the response, and controls the request. A
 * response is any number of {@link #informational}, {@link #responseHead}, any number of {@link
 * #responseBody}, {@link #responseEnd}; or {@link #failed} at any point before the end; or {@link
 * #switchProtocols} in place of a head. Event loop only; no call blocks.
 */
public interface ResponseReceiver {
  /** Accepts an interim response (RFC 9110 §15.2) other than 101. */
  void informational(ResponseHead head);

  /**
   * Accepts the head. Its fields are changed to those that the client gets. If it cannot be passed
   * on, the responder is aborted, and the client gets an error page.
   */
  void responseHead(ResponseHead head);

  /** Accepts bytes of the body, and releases them. */
  void responseBody(ByteBuf data);

  /**
   * The response is complete; the responder is done.
   *
   * @param trailers null when there are none
   */
  void responseEnd(@Nullable Fields trailers);

  /** Sends what was reported so far: no more of the response is available now. */
  void flushResponse();

  /**
   * Returns whether more of the body can be accepted. If not, the responder stops reading until
   * {@link Responder#resumeResponse}; what it has read already it may still report.
   */
  boolean isResponseWritable();

  /** Reads no more of the request's body until {@link #resumeRequest}. */
  void pauseRequest();

  /** Reads the request's body again. More of it may be passed on before this returns. */
  void resumeRequest();

  /** One server could not answer; another may be tried. */
  void attemptFailed(String server, OriginFailure failure);

  /** No response, or no more of one, can be produced; the responder is done. */
  void failed(OriginFailure failure);

  /**
   * Answers 101 (Switching Protocols) and joins the client with the origin's end of a tunnel, if
   * the client is still admitted. Otherwise the request is refused, and the responder aborted; so
   * it is when the head cannot be passed on.
   *
   * @param origin called once, after the client was answered, on the way to the tunnel
   * @param early bytes that the client sent before; the tunnel releases them
   * @return whether there is a tunnel; if so, the responder is done
   */
  boolean switchProtocols(ResponseHead head, Supplier<TunnelEnd> origin, List<ByteBuf> early);
}
