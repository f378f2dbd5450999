package dev.edgekeep.edge.frames;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;

/** Handles what arrives on one stream: an exchange, or an end of a tunnel. Event loop only. */
public interface StreamHandler {
  /**
   * A header or trailer section has come.
   *
   * @throws Http2Exception when it is malformed and ends the stream
   */
  void headers(Http2Headers headers, boolean isLast) throws Http2Exception;

  /** Accepts bytes, which stay the caller's; returns how many of {@code size} are consumed. */
  int data(ByteBuf data, int size, boolean isLast);

  /** The peer has reset the stream; {@link #closed} follows. */
  default void wasReset(long errorCode) {}

  /** The peer will never end the stream: it sends nothing more on the whole connection. */
  default void inputEnded() {}

  /** The codec has closed the stream: it has ended, was reset, or went with the connection. */
  void closed();

  void writabilityChanged();

  /** All bytes that arrived together have been passed on: sends them. */
  void readComplete();
}
