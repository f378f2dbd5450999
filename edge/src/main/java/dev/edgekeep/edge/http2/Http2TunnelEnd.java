package dev.edgekeep.edge.http2;

import dev.edgekeep.edge.frames.StreamIntake;
import dev.edgekeep.edge.frames.StreamTunnel;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;

/** A client's stream that has become one end of a tunnel. Event loop only. */
final class Http2TunnelEnd extends StreamTunnel {
  private final Http2Connection connection;

  /**
   * @param hasInputEnded whether the client has sent END_STREAM
   */
  Http2TunnelEnd(
      Http2Connection connection, Http2Stream stream, StreamIntake intake, boolean hasInputEnded) {
    super(connection, stream, intake, hasInputEnded);
    this.connection = connection;
  }

  @Override
  protected void ended() {
    connection.exchangeClosed();
  }

  /** A client that closes its connection leaves; one that resets the stream breaks off. */
  @Override
  protected boolean isCleanEnd(boolean hasEnded) {
    return !connection.ctx().channel().isActive();
  }

  @Override
  protected Http2Error stopCode() {
    return Http2Error.NO_ERROR;
  }
}
