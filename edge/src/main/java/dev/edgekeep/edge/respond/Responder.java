package dev.edgekeep.edge.respond;

import dev.edgekeep.edge.message.Fields;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Produces the response to one request: from the edge itself, from an origin, or from a cache. It
 * receives the request as {@link #start}, any number of {@link #requestBody}, {@link #requestEnd},
 * and reports the response to the {@link ResponseReceiver} that it was created for, which it may do
 * before the request is complete. After {@link #abort} it reports nothing more. Event loop only; no
 * call blocks.
 */
public interface Responder {
  /** Begins. The response may be complete before this returns. */
  void start();

  /** Accepts bytes of the request's body, and releases them. */
  void requestBody(ByteBuf data);

  /**
   * The request is complete.
   *
   * @param trailers null when there are none
   */
  void requestEnd(@Nullable Fields trailers);

  /** Flushes the request's bytes: no more are available now. */
  void flushRequest();

  /** Resumes the response: {@link ResponseReceiver#isResponseWritable} is true again. */
  void resumeResponse();

  /** Gives the response up, and releases what it holds. */
  void abort();

  /**
   * The server that the request was sent to, {@code host:port}; null when it was sent to none. It
   * is asked for with the response's head.
   */
  @Nullable String serverName();
}
