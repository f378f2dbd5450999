package dev.edgekeep.edge.respond;

import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Accepts a response on its way to the client: {@link #head}, any number of {@link #body}, {@link
 * #end}; or {@link #discard} at any point before the end. The last sink is the client's side; those
 * before it are {@link ResponseStage}s. Event loop only; no call blocks.
 */
public interface ResponseSink {
  /** Accepts the head of the final response; the sink may change its fields. */
  void head(ResponseHead head);

  /** Accepts bytes of the body, and releases them. */
  void body(ByteBuf data);

  /**
   * The response is complete.
   *
   * @param trailers null when there are none
   */
  void end(@Nullable Fields trailers);

  /** Sends what was accepted, as far as it can be sent on. */
  void flush();

  /**
   * Returns whether more of the body should be passed. A sink accepts it in any case, but then has
   * to hold it.
   */
  boolean isWritable();

  /** The client accepts more: passes on what was held. {@link #flush} follows. */
  void resume();

  /** The response will not be completed: releases what is held, and passes on nothing more. */
  void discard();
}
