package dev.edgekeep.edge.respond;

import dev.edgekeep.edge.forward.ForwardedRequest;
import dev.edgekeep.edge.forward.WebSocketUpgrade;
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
  private @Nullable ArrayDeque<ByteBuf> early;
  private @Nullable KeptBody kept;

  private @Nullable OriginStream origin;
  private @Nullable Fields requestTrailers;
  private boolean isRequestComplete;
  private boolean isRequestPaused;
  private boolean hasBodyBegun;
  private boolean hasResponse;
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
      // Further bytes are not a body: they wait for the answer, and may belong to a tunnel.
      return;
    }
    if (kept != null) {
      kept.sendTo(stream);
    }
    for (ByteBuf data = nextEarly(); data != null; data = nextEarly()) {
      send(data, stream);
    }
    if (isRequestComplete) {
      stream.end(requestTrailers);
    } else if (stream.isWritable()) {
      resumeRequest();
    }
  }

  @Override
  public boolean isBodyLost() {
    return hasBodyBegun && (kept == null || !kept.isWhole());
  }

  @Override
  public void attemptFailed(String server, OriginFailure failure) {
    origin = null;
    receiver.attemptFailed(server, failure);
  }

  @Override
  public void failed(OriginFailure failure) {
    origin = null;
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
      hold(data);
      pauseRequest();
      return;
    }
    send(data, stream);
    if (!stream.isWritable()) {
      pauseRequest();
    }
  }

  private void send(ByteBuf data, OriginStream stream) {
    hasBodyBegun = true;
    if (stream.mayBeUnprocessed() && !hasResponse) {
      if (kept == null) {
        kept = new KeptBody();
      }
      kept.keep(data);
    }
    stream.body(data);
  }

  /** The server processes the request: its body is not sent again. */
  private void dropKept() {
    if (kept != null) {
      kept.drop();
    }
  }

  private void hold(ByteBuf data) {
    if (early == null) {
      early = new ArrayDeque<>(2);
    }
    early.add(data);
  }

  private List<ByteBuf> held() {
    return early == null ? List.of() : List.copyOf(early);
  }

  private @Nullable ByteBuf nextEarly() {
    return early == null ? null : early.poll();
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
    dropKept();
    for (ByteBuf data = nextEarly(); data != null; data = nextEarly()) {
      data.release();
    }
  }

  @Override
  public void informational(ResponseHead interim) {
    attempts.answeredInterim();
    receiver.informational(interim);
    receiver.flushResponse();
  }

  @Override
  public void switched(ResponseHead response) {
    OriginStream stream = origin;
    if (stream == null || upgrade == null) {
      throw new IllegalStateException("no upgrade is in progress");
    }
    String objection = upgrade.objectionTo(response);
    if (objection != null) {
      reject(objection);
    } else if (receiver.switchProtocols(response, stream::becomeTunnel, held())) {
      early = null;
      origin = null;
      isOver = true;
      attempts.cancel();
    }
  }

  @Override
  public void responseHead(ResponseHead response) {
    if (attempts.answered(response.status())) {
      return;
    }
    hasResponse = true;
    dropKept();
    if (upgrade != null && upgrade.isOwn() && response.status() / 100 == 2) {
      reject("the status " + response.status() + " where 101 would be a success");
    } else {
      receiver.responseHead(response);
    }
  }

  /** Ends the call because of a response that is not acceptable. */
  private void reject(String objection) {
    if (origin != null) {
      origin.abort();
    }
    streamFailed(OriginFailure.badResponse(objection));
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
