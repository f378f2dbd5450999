package dev.edgekeep.edge.exchange;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.decision.Decision;
import dev.edgekeep.edge.decision.HeaderChange;
import dev.edgekeep.edge.forward.EndToEnd;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.HttpVersion;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.origin.OriginFailure;
import dev.edgekeep.edge.respond.Responder;
import dev.edgekeep.edge.respond.ResponseReceiver;
import dev.edgekeep.edge.respond.ResponseSink;
import dev.edgekeep.edge.tunnel.TunnelEnd;
import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The response of an exchange, the only road from a responder to the client. As the receiver it
 * keeps the fields that are end-to-end, adds the edge's own, applies header rules, and passes the
 * response to the first stage; as the last sink it counts and writes to the {@link ClientStream}.
 * Without stages it is both, and nothing is in between. Event loop only.
 */
final class ExchangeResponse implements ResponseReceiver, ResponseSink {
  private static final String NO_SERVER = "-";

  /** The time for which a client may accept nothing of its response. */
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Exchange exchange;
  private final ClientSession session;
  private final ClientStream client;

  private ResponseSink first = this;
  private List<HeaderChange> changes = List.of();
  private boolean isOwn = true;
  private boolean hasBegun;
  private int status;
  private long bytes;
  private @Nullable String serverName;
  private @Nullable String failure;
  private @Nullable Stall stall;

  ExchangeResponse(Exchange exchange, ClientSession session, ClientStream client) {
    this.exchange = exchange;
    this.session = session;
    this.client = client;
  }

  /** The response comes from a responder other than the edge. */
  void expect(ResponseSink firstStage, List<HeaderChange> headerChanges) {
    first = firstStage;
    changes = headerChanges;
    isOwn = false;
  }

  /** The last sink: this one, behind the client's download speed if there is one (not 0). */
  ResponseSink paced(long bytesPerSecond) {
    return bytesPerSecond == 0
        ? this
        : new DownloadLimit(
            this, session.downloadPace(bytesPerSecond), session.loop(), exchange::clientWritable);
  }

  /** The edge answers: no stage applies, and no change but those to every answer. */
  void expectOwn() {
    first = this;
    changes = HeaderChange.ofOwnAnswers(exchange.rules().changes());
    isOwn = true;
  }

  /** Returns whether the responder has reported the final head. */
  boolean hasBegun() {
    return hasBegun;
  }

  int status() {
    return status;
  }

  long bytes() {
    return bytes;
  }

  @Nullable String failure() {
    return failure;
  }

  @Nullable String serverName() {
    return serverName;
  }

  @Override
  public void informational(ResponseHead head) {
    if (exchange.version() == HttpVersion.HTTP_1_0) {
      return;
    }
    try {
      EndToEnd.keepOfResponse(head.fields(), exchange.requestId(), null);
      client.informational(head);
      exchange.body().interimSent(head.status());
    } catch (BadMessage e) {
      // An interim response may be left out (RFC 9110 §15.2); the final one decides.
      session.record().originFailed(exchange, NO_SERVER, OriginFailure.badResponse(e.detail()));
    }
  }

  @Override
  public void responseHead(ResponseHead head) {
    if (prepare(head)) {
      hasBegun = true;
      first.head(head);
    }
  }

  /**
   * Makes the fields those that the client gets; false when that failed, and the exchange with it.
   */
  private boolean prepare(ResponseHead head) {
    String server = exchange.attemptedServer();
    if (server != null) {
      serverName = server;
    }
    try {
      EndToEnd.keepOfResponse(head.fields(), exchange.requestId(), hsts());
    } catch (BadMessage e) {
      fail(OriginFailure.badResponse(e.detail()));
      return false;
    }
    HeaderChange.applyToResponse(changes, head.fields());
    return true;
  }

  /** Ends the responder's part because of a failure that it has not noticed itself. */
  private void fail(OriginFailure failure) {
    exchange.abortResponder();
    attemptFailed(serverName == null ? NO_SERVER : serverName, failure);
    failed(failure);
  }

  private @Nullable AsciiString hsts() {
    ServedHost host = exchange.host();
    return host == null ? null : session.hsts(host.config().https());
  }

  @Override
  public void responseBody(ByteBuf data) {
    first.body(data);
  }

  @Override
  public void responseEnd(@Nullable Fields trailers) {
    first.end(
        trailers == null ? null : EndToEnd.trailers(trailers, HeaderChange.names(changes, false)));
    if (!exchange.isOver()) {
      // A stage holds the rest. Nothing else flushes what it has passed on.
      first.flush();
      awaitClient();
    }
  }

  @Override
  public void flushResponse() {
    first.flush();
  }

  @Override
  public boolean isResponseWritable() {
    boolean isWritable = first.isWritable();
    if (!isWritable) {
      awaitClient();
    }
    return isWritable;
  }

  private void awaitClient() {
    if (stall == null) {
      stall = new Stall();
    }
    stall.limit(System.nanoTime(), STALL_NANOS);
    session.watch(stall);
  }

  /** The client accepts more: the stages go on first, then the responder. */
  void clientWritable(Responder responder) {
    endStall();
    if (first != this) {
      first.resume();
      first.flush();
    }
    if (!exchange.isOver() && isResponseWritable()) {
      responder.resumeResponse();
    }
  }

  private void endStall() {
    if (stall != null) {
      session.unwatch(stall);
    }
  }

  @Override
  public void pauseRequest() {
    exchange.body().pause();
  }

  @Override
  public void resumeRequest() {
    exchange.body().resume();
  }

  @Override
  public void attemptFailed(String server, OriginFailure failure) {
    session.record().originFailed(exchange, server, failure);
  }

  @Override
  public void failed(OriginFailure reason) {
    if (reason.isOriginsFault()) {
      failure = reason.kind().label();
    }
    if (hasBegun || reason.kind().status() == 0) {
      exchange.breakOff(
          reason.isOriginsFault() ? "origin-failed" : "client-aborted", reason.resetCode());
    } else {
      exchange.answer(reason);
    }
  }

  @Override
  public boolean switchProtocols(
      ResponseHead head, Supplier<TunnelEnd> origin, List<ByteBuf> early) {
    Decision.Refuse refusal = exchange.objection();
    if (refusal != null) {
      exchange.abortResponder();
      exchange.refuse(refusal);
      return false;
    }
    if (!prepare(head)) {
      return false;
    }
    status = exchange.version() == HttpVersion.HTTP_2 ? 200 : head.status();
    exchange.answered();
    ExchangeTunnel tunnel =
        new ExchangeTunnel(exchange, session.record(), client.switchProtocols(head));
    session.openTunnel(tunnel, origin.get(), early);
    return true;
  }

  @Override
  public void head(ResponseHead head) {
    status = head.status();
    exchange.finalHead();
    client.head(head);
  }

  @Override
  public void body(ByteBuf data) {
    bytes += data.readableBytes();
    client.body(data);
  }

  @Override
  public void end(@Nullable Fields trailers) {
    boolean isDelivered = client.canDeliver();
    if (exchange.isOver()) {
      return; // The check has just found out that the client is gone.
    }
    endStall();
    if (!isDelivered) {
      exchange.over("client-aborted");
      client.abort();
      return;
    }
    exchange.over(isOwn ? "edge" : "complete");
    client.end(trailers);
    client.flush();
  }

  @Override
  public void flush() {
    client.flush();
  }

  @Override
  public boolean isWritable() {
    return client.isWritable();
  }

  @Override
  public void resume() {}

  /** Nothing more of the response is passed on: the stages release what they hold. */
  @Override
  public void discard() {
    endStall();
    if (first != this) {
      ResponseSink stages = first;
      first = this;
      stages.discard();
    }
  }

  private final class Stall extends Deadlines.Watched {
    @Override
    protected void limitPassed() {
      fail(
          new OriginFailure(
              OriginFailure.Kind.RESPONSE_STALLED, "the client did not read its response"));
    }
  }
}
