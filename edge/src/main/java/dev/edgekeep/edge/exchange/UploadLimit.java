package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.respond.Responder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the body of a request no faster than its connection's upload speed, and reads from the
 * client no faster. It holds what had arrived before the client was paused: at most one read over
 * HTTP/1.1, and one window of the stream over HTTP/2. Event loop only.
 */
final class UploadLimit implements PacedBytes.Outlet {
  private final ClientStream client;
  private final Responder responder;
  private final PacedBytes bytes;
  private boolean isPausedByResponder;
  private boolean hasEnded;
  private boolean isEndPassed;
  private boolean isOver;
  private @Nullable Fields trailers;

  UploadLimit(ClientStream client, Responder responder, Pace pace, EventLoop loop) {
    this.client = client;
    this.responder = responder;
    this.bytes = new PacedBytes(pace, loop, this);
  }

  void body(ByteBuf data) {
    bytes.add(data);
    if (!bytes.isEmpty() && !isOver) {
      client.pauseRequest();
    }
  }

  void end(@Nullable Fields last) {
    hasEnded = true;
    trailers = last;
    endIfEmpty();
  }

  private void endIfEmpty() {
    if (hasEnded && !isEndPassed && !isOver && bytes.isEmpty()) {
      isEndPassed = true;
      responder.requestEnd(trailers);
    }
  }

  /** The responder accepts no more. */
  void pause() {
    isPausedByResponder = true;
    client.pauseRequest();
  }

  /** The responder accepts more. */
  void resume() {
    isPausedByResponder = false;
    bytes.pass();
    goOn();
    // No read of the client ends here that would flush, and unflushed bytes can fill the stream.
    responder.flushRequest();
  }

  private void goOn() {
    endIfEmpty();
    if (bytes.isEmpty() && !isPausedByResponder && !isOver) {
      client.resumeRequest();
    }
  }

  /** Returns whether the client is paused because it sends faster than it may. */
  boolean holdsBytes() {
    return !bytes.isEmpty();
  }

  /** Nothing more is passed on. */
  void discard() {
    isOver = true;
    bytes.discard();
  }

  @Override
  public boolean isOpen() {
    return !isOver && !isPausedByResponder;
  }

  @Override
  public void accept(ByteBuf data) {
    responder.requestBody(data);
  }

  @Override
  public void passed() {
    if (!isOver) {
      goOn();
      responder.flushRequest();
    }
  }
}
