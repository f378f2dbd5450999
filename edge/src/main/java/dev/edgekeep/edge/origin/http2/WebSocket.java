package dev.edgekeep.edge.origin.http2;

import dev.edgekeep.edge.frames.StreamIntake;
import dev.edgekeep.edge.frames.StreamTunnel;
import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.message.WebSocketKey;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** A WebSocket on a stream to an origin (RFC 8441 §5), as an end of a tunnel. Event loop only. */
final class WebSocket extends StreamTunnel {
  private final Http2OriginConnection connection;

  WebSocket(Http2OriginConnection connection, Http2Stream stream, StreamIntake intake) {
    super(connection, stream, intake, false);
    this.connection = connection;
  }

  /**
   * The answer of a server that has accepted it, as the 101 that it would be over HTTP/1.1.
   *
   * @param key the {@code Sec-WebSocket-Key} of the request, which the server did not get
   */
  static ResponseHead answer(ResponseHead head, @Nullable String key) {
    head.fields().add(FieldName.UPGRADE, "websocket");
    if (key != null) {
      head.fields().remove(FieldName.WEBSOCKET_ACCEPT);
      head.fields().add(FieldName.WEBSOCKET_ACCEPT, WebSocketKey.accept(key));
    }
    return new ResponseHead(101, "Switching Protocols", head.fields(), 0, -1, true);
  }

  @Override
  protected void ended() {
    connection.streamEnded();
  }

  /** A server that closes its connection breaks off whatever it has not ended before. */
  @Override
  protected boolean isCleanEnd(boolean hasEnded) {
    return hasEnded;
  }

  @Override
  protected Http2Error stopCode() {
    return Http2Error.CANCEL;
  }
}
