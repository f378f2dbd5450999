package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.message.Fields;
import io.netty.buffer.ByteBuf;

/** Who is told what comes on a stream of HTTP/2, and what becomes of it. Event loop only. */
interface Http2StreamServer {
  /** Takes bytes, which stay the caller's; returns how many of {@code size} are done with. */
  int requestData(ByteBuf data, int size, boolean isLast);

  /** The stream ends with trailers. */
  void requestEnd(Fields trailers);

  /** The client will never end the stream: it sends nothing more on the whole connection. */
  void inputEnded();

  /** The codec has closed the stream: by its end, a reset, or with the connection. */
  void closed();

  void writabilityChanged();
}
