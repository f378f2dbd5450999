package dev.edgekeep.edge.respond;

import dev.edgekeep.edge.forward.ForwardedRequest;
import dev.edgekeep.edge.forward.WebSocketUpgrade;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.origin.OriginAttempts;
import dev.edgekeep.edge.origin.OriginFailure;
import dev.edgekeep.edge.origin.OriginPool;
import dev.edgekeep.edge.origin.OriginStream;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Produces the response by asking an origin, and streams both ways, each side as fast as the other
 * accepts it (invariant 6). Event loop only.
 */
public final class OriginResponder implements Responder, OriginAttempts.Listener {
  private final ResponseReceiver receiver;
  private final OriginAttempts attempts;
  private final @Nullable WebSocketUpgrade upgrade;
  // Body bytes that came before there was a stream: few, for the request is paused then.
  private final ArrayDeque<ByteBuf> early = new ArrayDeque<>(0);

  private @Nullable OriginStream origin;
  private @Nullable Fields requestTrailers;
  private boolean isRequestComplete;
  private boolean isRequestPaused;
  private boolean isOver;

  /**
   * @param client its address, by which a server may be chosen
   * @param headerBytes the largest head, and trailer section, of the response
   */
  public OriginResponder(
      ResponseReceiver receiver,
      ForwardedRequest request,
      OriginPool pool,
      InetSocketAddress client,
      int headerBytes) {
    this.receiver = receiver;
    this.upgrade = request.webSocket();
    this.attempts = new OriginAttempts(pool, request, client, headerBytes, this);
  }

  @Override
  public void start() {
    attempts.start();
  }

  @Override
  public void opened(OriginStream stream) {
    origin = stream;
    if (upgrade != null) {
      // Bytes that follow wait for the other protocol, or for nobody.
      return;
    }
    for (ByteBuf data = early.poll(); data != null; data = early.poll()) {
      stream.body(data);
    }
    if (isRequestComplete) {
      stream.end(requestTrailers);
    } else if (stream.isWritable()) {
      resumeRequest();
    }
  }

  @Override
  public void attemptFailed(String server, OriginFailure failure) {
    receiver.attemptFailed(server, failure);
  }

  @Override
  public void failed(OriginFailure failure) {
    over();
    receiver.failed(failure);
  }

  @Override
  public void requestBody(ByteBuf data) {
    if (isOver || !data.isReadable()) {
      data.release();
      return;
    }
    OriginStream stream = origin;
    if (stream == null || upgrade != null) {
      early.add(data);
      pauseRequest();
      return;
    }
    stream.body(data);
    if (!stream.isWritable()) {
      pauseRequest();
    }
  }

  @Override
  public void requestEnd(@Nullable Fields trailers) {
    isRequestComplete = true;
    requestTrailers = trailers;
    if (origin != null) {
      origin.end(trailers);
    }
  }

  @Override
  public void flushRequest() {
    if (origin != null) {
      origin.flush();
    }
  }

  private void pauseRequest() {
    if (!isRequestPaused && !isRequestComplete) {
      isRequestPaused = true;
      receiver.pauseRequest();
    }
  }

  private void resumeRequest() {
    if (isRequestPaused && upgrade == null) {
      isRequestPaused = false;
      receiver.resumeRequest();
    }
  }

  @Override
  public void resumeResponse() {
    if (origin != null) {
      origin.resume();
    }
  }

  @Override
  public void abort() {
    over();
    if (origin != null) {
      origin.abort();
      origin = null;
    }
  }

  private void over() {
    isOver = true;
    attempts.cancel();
    for (ByteBuf data = early.poll(); data != null; data = early.poll()) {
      data.release();
    }
  }

  @Override
  public void informational(ResponseHead interim) {
    receiver.informational(interim);
    receiver.flushResponse();
  }

  @Override
  public void switched(ResponseHead response) {
    OriginStream stream = origin;
    if (stream == null || upgrade == null) {
      throw new IllegalStateException("no upgrade is under way");
    }
    try {
      String objection = upgrade.objectionTo(response);
      if (objection != null) {
        throw new BadMessage(502, objection);
      }
      if (receiver.switchProtocols(response, stream::becomeTunnel, List.copyOf(early))) {
        early.clear();
        origin = null;
        isOver = true;
      }
    } catch (BadMessage e) {
      stream.abort();
      streamFailed(OriginFailure.badResponse(e));
    }
  }

  @Override
  public void responseHead(ResponseHead response) {
    try {
      if (upgrade != null && upgrade.isOwn() && response.status() / 100 == 2) {
        throw new BadMessage(502, "the status " + response.status() + " where 101 would mean yes");
      }
      receiver.responseHead(response);
    } catch (BadMessage e) {
      OriginStream stream = origin;
      if (stream != null) {
        stream.abort();
      }
      streamFailed(OriginFailure.badResponse(e));
    }
  }

  @Override
  public void responseBody(ByteBuf data) {
    receiver.responseBody(data);
    if (origin != null && !receiver.isResponseWritable()) {
      origin.pause();
    }
  }

  @Override
  public void responseEnd(@Nullable Fields trailers) {
    origin = null;
    over();
    receiver.responseEnd(trailers);
  }

  @Override
  public void readComplete() {
    receiver.flushResponse();
  }

  @Override
  public void requestWritable() {
    resumeRequest();
  }

  @Override
  public void streamFailed(OriginFailure failure) {
    origin = null;
    if (!attempts.resend(failure)) {
      receiver.attemptFailed(String.valueOf(attempts.serverName()), failure);
      failed(failure);
    }
  }

  @Override
  public @Nullable String serverName() {
    return attempts.serverName();
  }
}
