package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.forward.EndToEnd;
import dev.edgekeep.edge.forward.ForwardedRequest;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.message.Authority;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.HttpVersion;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.origin.OriginFailure;
import dev.edgekeep.edge.respond.OriginResponder;
import dev.edgekeep.edge.respond.Responder;
import dev.edgekeep.edge.respond.ResponseReceiver;
import dev.edgekeep.edge.rules.HeaderChange;
import dev.edgekeep.edge.rules.Ruling;
import dev.edgekeep.edge.tunnel.TunnelEnd;
import dev.edgekeep.snapshot.Rule;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, the same over every protocol: decided by {@link RequestPhases},
 * answered by the edge or through a {@link Responder}. Its life: {@link #begin} or {@link #refuse},
 * {@link #requestBody} any number of times, {@link #requestEnd}; it ends with the response's end or
 * {@link #clientGone}, whichever is first. Event loop only.
 */
final class Exchange implements Burst, ResponseReceiver {
  private static final String NOTHING = "-";

  private final ClientSession session;
  private final ClientStream client;
  private final HttpVersion version;
  private final String requestId;
  private final long startMillis;
  private final long startNanos = System.nanoTime();

  private @Nullable RequestHead request;
  private @Nullable ServedHost host;
  private @Nullable Responder responder;
  private ClientVerdict verdict = ClientVerdict.ABSENT;
  private Ruling ruling = Ruling.NONE;
  private @Nullable String originName;
  private long requestBytes;
  private long responseBytes;
  private int status;
  private boolean awaitsContinue;
  private boolean isOver;

  Exchange(ClientSession session, ClientStream client, HttpVersion version) {
    this.session = session;
    this.client = client;
    this.version = version;
    this.requestId = session.context().requestIds().get();
    this.startMillis = session.context().clock().millis();
  }

  /** The request's head has come. */
  void begin(RequestHead asked) {
    RequestHead head = session.phases().named(asked);
    request = head;
    awaitsContinue = head.expectsContinue();
    Decision decision = session.phases().decide(head);
    verdict = decision.verdict();
    switch (decision) {
      case Decision.Forward forward -> forward(forward);
      case Decision.Ruled ruled -> ruled(ruled);
      case Decision.Redirect(int code, String location) -> answer(code, location);
      case Decision.Refuse refusal -> refuse(refusal);
    }
  }

  /** A rule has decided. */
  private void ruled(Decision.Ruled ruled) {
    host = ruled.host();
    ruling = ruled.ruling();
    session.record().ruled(this, ruling);
    switch (ruling.answer()) {
      case Ruling.Answer.Go _ -> throw new IllegalArgumentException("the origin answers this");
      case Ruling.Answer.Redirect(int code, String location) -> answer(code, location);
      case Ruling.Answer.Close _ -> {
        over("edge");
        client.drop();
      }
      case Ruling.Answer.Block block -> answer(answerOf(block));
    }
  }

  private EdgeAnswer answerOf(Ruling.Answer.Block block) {
    return block.body() == null
        ? EdgeAnswer.of(block.status(), accept(), null, requestId, isHead())
        : EdgeAnswer.chosen(block.status(), block.contentType(), block.body(), requestId, isHead());
  }

  private void forward(Decision.Forward decision) {
    RequestHead head = decision.head();
    ServedHost to = decision.host();
    ClientVerdict by = decision.verdict();
    host = to;
    ruling = decision.ruling();
    session.record().ruled(this, ruling);
    try {
      ForwardedRequest forwarded =
          ForwardedRequest.of(head, to.config().forward(), session.clientFields(), by, requestId);
      HeaderChange.ofRequest(ruling.changes(), head.fields());
      Responder newResponder =
          new OriginResponder(
              this,
              forwarded,
              session.context().origins().pool(to.config().origin(), session.loop()),
              session.connection().remoteAddress(),
              session.context().limits().get().headerBytes());
      responder = newResponder;
      newResponder.start();
    } catch (BadMessage e) {
      refuse(e);
    }
  }

  /** The request is none: the client is told so, and where none can follow its connection ends. */
  void refuse(BadMessage bad) {
    boolean endsConnection = version != HttpVersion.HTTP_2;
    refuse(
        new Decision.Refuse(
            bad.status(), "malformed", bad.detail(), host, verdict, endsConnection));
  }

  /** The request's body is none, after a head that was. */
  void badRequest(BadMessage bad) {
    if (isOver) {
      return;
    }
    if (responder != null) {
      responder.abort();
    }
    if (status == 0) {
      refuse(bad);
    } else {
      over("client-aborted");
      client.abort();
    }
  }

  void refuse(Decision.Refuse refusal) {
    session.record().refused(this, refusal);
    if (refusal.endsConnection()) {
      client.closeAfterwards();
    }
    answer(refusal.status(), null);
  }

  private @Nullable String accept() {
    return request == null ? null : request.fields().first(FieldName.ACCEPT);
  }

  private boolean isHead() {
    return request != null && request.isHead();
  }

  private void answer(int code, @Nullable String location) {
    answer(EdgeAnswer.of(code, accept(), location, requestId, isHead()));
  }

  private void answer(EdgeAnswer answer) {
    endAfterUnreadBody();
    addHsts(answer.head().fields());
    status = answer.head().status();
    client.head(answer.head());
    if (!answer.body().isEmpty()) {
      responseBytes += answer.body().length();
      client.body(Unpooled.copiedBuffer(answer.body(), StandardCharsets.ISO_8859_1));
    }
    end("edge", null);
  }

  /**
   * After a final answer a client that expects 100 may send the body or not (RFC 9110 §10.1.1):
   * over HTTP/1.1 nobody could tell it from the next request.
   */
  private void endAfterUnreadBody() {
    if (awaitsContinue && requestBytes == 0 && version == HttpVersion.HTTP_1_1) {
      client.closeAfterwards();
    }
  }

  private void addHsts(Fields fields) {
    AsciiString hsts = host == null ? null : session.hsts(host.config().https());
    if (hsts != null) {
      fields.add(FieldName.HSTS, hsts);
    }
  }

  /** Bytes of the request's body have come; they are released. */
  void requestBody(ByteBuf data) {
    if (isOver || responder == null) {
      data.release();
      return;
    }
    requestBytes += data.readableBytes();
    responder.requestBody(data);
  }

  /** The request is complete. */
  void requestEnd(@Nullable Fields trailers) {
    if (!isOver && responder != null && host != null) {
      responder.requestEnd(trailers == null ? null : requestTrailers(trailers, host));
    }
  }

  private @Nullable Fields requestTrailers(Fields trailers, ServedHost of) {
    List<AsciiString> without = new ArrayList<>(HeaderChange.names(ruling.changes(), true));
    without.add(session.clientFields().addressName(of.config().forward()));
    return EndToEnd.trailers(trailers, without);
  }

  /** All of the request that came in at once has been told: it is sent on. */
  @Override
  public void burstEnd() {
    if (!isOver && responder != null) {
      responder.flushRequest();
    }
  }

  /** The client takes more of the response. */
  void clientWritable() {
    if (!isOver && responder != null) {
      responder.resumeResponse();
    }
  }

  /** The client has gone away, or has given the request up. */
  void clientGone() {
    if (!isOver) {
      if (responder != null) {
        responder.abort();
      }
      over("client-aborted");
    }
  }

  @Override
  public void informational(ResponseHead head) {
    if (version == HttpVersion.HTTP_1_0) {
      return;
    }
    try {
      EndToEnd.keepOfResponse(head.fields(), requestId, null);
      client.informational(head);
      awaitsContinue &= head.status() != 100;
    } catch (BadMessage e) {
      // An interim response may be left out (RFC 9110 §15.2); the final one decides.
      session.record().originFailed(this, NOTHING, OriginFailure.badResponse(e));
    }
  }

  @Override
  public void responseHead(ResponseHead head) throws BadMessage {
    prepare(head);
    status = head.status();
    endAfterUnreadBody();
    client.head(head);
  }

  private void prepare(ResponseHead head) throws BadMessage {
    originName = responder == null ? null : responder.serverName();
    AsciiString hsts = host == null ? null : session.hsts(host.config().https());
    EndToEnd.keepOfResponse(head.fields(), requestId, hsts);
    HeaderChange.ofResponse(ruling.changes(), head.fields());
  }

  /** What speaks against the client now, though it was let in; null when nothing does. */
  Decision.@Nullable Refuse objection() {
    return session.phases().objection(hostName());
  }

  @Override
  public boolean switchProtocols(ResponseHead head, Supplier<TunnelEnd> origin, List<ByteBuf> early)
      throws BadMessage {
    Decision.Refuse refusal = objection();
    if (refusal != null) {
      if (responder != null) {
        responder.abort();
      }
      refuse(refusal);
      return false;
    }
    prepare(head);
    status = version == HttpVersion.HTTP_2 ? 200 : head.status();
    isOver = true;
    session.record().answered(this, nanos());
    ExchangeTunnel tunnel = new ExchangeTunnel(this, session, client.switchProtocols(head));
    tunnel.open(origin.get(), early);
    return true;
  }

  @Override
  public void responseBody(ByteBuf data) {
    responseBytes += data.readableBytes();
    client.body(data);
  }

  @Override
  public void responseEnd(@Nullable Fields trailers) {
    boolean isDelivered = client.canDeliver();
    if (isOver) {
      return; // found out just now that it cannot be
    }
    if (!isDelivered) {
      over("client-aborted");
      client.abort();
      return;
    }
    end("complete", EndToEnd.trailers(trailers, HeaderChange.names(ruling.changes(), false)));
  }

  @Override
  public void flushResponse() {
    client.flush();
  }

  @Override
  public boolean isResponseWritable() {
    return client.isWritable();
  }

  @Override
  public void pauseRequest() {
    client.pauseRequest();
  }

  @Override
  public void resumeRequest() {
    client.resumeRequest();
  }

  @Override
  public void attemptFailed(String server, OriginFailure failure) {
    session.record().originFailed(this, server, failure);
  }

  @Override
  public void failed(OriginFailure failure) {
    if (status != 0 || failure.kind().status() == 0) {
      over(failure.isOriginsFault() ? "origin-failed" : "client-aborted");
      client.abort();
    } else {
      answer(failure.kind().status(), null);
    }
  }

  private void end(String outcome, @Nullable Fields trailers) {
    over(outcome);
    client.end(trailers);
    client.flush();
  }

  private void over(String outcome) {
    isOver = true;
    long nanos = nanos();
    session.record().answered(this, nanos);
    session.record().ended(this, outcome, nanos, requestBytes, responseBytes);
  }

  /** Time since the request's head had come. */
  long nanos() {
    return System.nanoTime() - startNanos;
  }

  HttpVersion version() {
    return version;
  }

  String requestId() {
    return requestId;
  }

  long startMillis() {
    return startMillis;
  }

  String hostName() {
    return request == null ? NOTHING : request.authority().toLowerCase(Locale.ROOT);
  }

  /** The host's name without a port, as events of handshakes have it. */
  String eventHost() {
    return request == null ? NOTHING : Authority.hostName(request.authority());
  }

  String method() {
    return request == null ? NOTHING : request.method();
  }

  String target() {
    return request == null ? NOTHING : request.target();
  }

  int status() {
    return status;
  }

  ClientVerdict verdict() {
    return verdict;
  }

  /** The rule that decided; null when none did. */
  @Nullable String ruleName() {
    Rule rule = ruling.decidedBy();
    return rule == null ? null : rule.name();
  }

  @Nullable String originName() {
    return originName;
  }
}
