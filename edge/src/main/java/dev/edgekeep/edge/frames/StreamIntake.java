package dev.edgekeep.edge.frames;

import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * Limits what a peer may send on a stream: while it is paused, bytes that arrive are not consumed
 * and so use up the peer's window (RFC 9113 §5.2). Event loop only.
 */
public final class StreamIntake {
  private final FrameConnection connection;
  private final Http2Stream stream;
  private boolean isPaused;
  private int unconsumed;

  public StreamIntake(FrameConnection connection, Http2Stream stream) {
    this.connection = connection;
    this.stream = stream;
  }

  /** The number of the {@code size} bytes just received that are consumed. */
  public int take(int size) {
    if (!isPaused) {
      return size;
    }
    unconsumed += size;
    return 0;
  }

  public void pause() {
    isPaused = true;
  }

  /** Opens the window again. The stream is not closed. */
  public void resume() {
    isPaused = false;
    if (unconsumed == 0) {
      return;
    }
    int size = unconsumed;
    unconsumed = 0;
    try {
      connection.connection().local().flowController().consumeBytes(stream, size);
    } catch (Http2Exception e) {
      throw new IllegalStateException("more bytes were consumed than had arrived", e);
    }
    connection.flushSoon();
  }
}
