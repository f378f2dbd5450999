package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.decision.Decision;
import dev.edgekeep.edge.decision.RuleOutcome;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.message.Authority;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.HttpVersion;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.edge.origin.OriginFailure;
import dev.edgekeep.edge.respond.EdgeResponder;
import dev.edgekeep.edge.respond.GrpcStatus;
import dev.edgekeep.edge.respond.Responder;
import dev.edgekeep.edge.respond.ResponseSink;
import dev.edgekeep.edge.trace.RequestTrace;
import dev.edgekeep.snapshot.ExchangePolicy;
import dev.edgekeep.snapshot.HostLimits;
import io.netty.buffer.ByteBuf;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, the same over every protocol: {@link RequestPhases} decide about
 * it, a {@link Responder} produces the response, and {@link ExchangeResponse} passes it to the
 * client. Its life: {@link #begin} or {@link #refuse}, any number of {@link #requestBody}, {@link
 * #requestEnd}; it ends with the response's end or {@link #clientGone}, whichever is first. Event
 * loop only.
 */
public final class Exchange {
  private static final String NOTHING = "-";

  private final ClientSession session;
  private final ClientStream client;
  private final HttpVersion version;
  private final String requestId = RequestIds.next();
  private final long startMillis;
  private final long startNanos = System.nanoTime();
  private final ExchangeRequest body;
  private final ExchangeResponse response;

  private @Nullable RequestHead request;
  private @Nullable ServedHost host;
  private @Nullable Responder responder;
  private @Nullable RequestTrace trace;
  private ClientVerdict verdict = ClientVerdict.ABSENT;
  private RuleOutcome rules = RuleOutcome.NONE;
  private boolean isOver;

  /** An exchange whose response is written to {@code client}. */
  public Exchange(ClientSession session, ClientStream client, HttpVersion version) {
    this.session = session;
    this.client = client;
    this.version = version;
    this.startMillis = session.millis();
    this.body = new ExchangeRequest(this, session, client);
    this.response = new ExchangeResponse(this, session, client);
  }

  /** The request's head has arrived. */
  public void begin(RequestHead received) {
    RequestHead head = session.phases().named(received);
    request = head;
    trace = session.trace(head);
    String shortage = body.head(head);
    if (shortage != null) {
      refuse(refusal(503, "overloaded", shortage));
      return;
    }
    Decision decision = session.phases().decide(head, requestId);
    verdict = decision.verdict();
    rules = decision.rules();
    session.record().rulesApplied(this, decision);
    switch (decision) {
      case Decision.Forward forward -> forward(forward);
      case Decision.Answer answer -> {
        host = answer.host();
        answer(answer.status(), answer.page());
      }
      case Decision.Respond fixed -> {
        host = fixed.host();
        answer(EdgeResponder.ofResponse(response, fixed, isHead()));
      }
      case Decision.Redirect redirect -> {
        host = redirect.host();
        answer(redirect.status(), redirect.location(), redirect.host());
      }
      case Decision.Refuse refusal -> refuse(refusal);
      case Decision.Close _ -> {
        over("edge");
        client.drop();
      }
    }
  }

  private void forward(Decision.Forward decision) {
    host = decision.host();
    try {
      HostLimits limits = decision.host().config().exchange().limits();
      ResponseSink last = response.paced(limits.downloadBytesPerSecond());
      // Before the responder, which changes the request's fields to those for the origin.
      response.expect(session.stages(decision, last), decision.rules().changes());
      Responder chosen = session.responder(decision, requestId, trace, response);
      body.forward(decision, limits, chosen);
      start(chosen);
    } catch (BadMessage e) {
      refuse(e);
    }
  }

  private void start(Responder chosen) {
    responder = chosen;
    chosen.start();
  }

  /** Answers a request that is malformed. If no other can follow it, its connection ends. */
  public void refuse(BadMessage bad) {
    boolean endsConnection = version != HttpVersion.HTTP_2;
    refuse(
        new Decision.Refuse(
            bad.status(), "malformed", bad.detail(), host, verdict, endsConnection));
  }

  /** The request's body is malformed, after a head that was not. */
  public void badRequest(BadMessage bad) {
    if (isOver) {
      return;
    }
    abortResponder();
    if (response.hasBegun()) {
      breakOff("client-aborted");
    } else {
      refuse(bad);
    }
  }

  /** Ends the exchange at a limit: with an answer, if none has begun. */
  void stop(Decision.Refuse reason) {
    if (isOver) {
      return;
    }
    abortResponder();
    if (response.hasBegun()) {
      session.record().refused(this, reason);
      breakOff("limit");
    } else {
      refuse(reason);
    }
  }

  /** A refusal of this request, after which the connection may be used again. */
  Decision.Refuse refusal(int status, String reason, String detail) {
    return new Decision.Refuse(status, reason, detail, host, verdict, false);
  }

  void refuse(Decision.Refuse refusal) {
    session.record().refused(this, refusal);
    if (refusal.endsConnection()) {
      client.closeAfterwards();
    }
    if (isGrpc()) {
      answer(GrpcStatus.of(refusal), refusal.status());
    } else {
      answer(refusal.status(), null, refusal.host());
    }
  }

  /** Answers for an origin that has not. */
  void answer(OriginFailure failure) {
    if (isGrpc()) {
      answer(
          body.isPastDeadline() ? GrpcStatus.DEADLINE_EXCEEDED : GrpcStatus.of(failure),
          failure.kind().status());
    } else {
      answer(failure.kind().status());
    }
  }

  private boolean isGrpc() {
    return request != null && request.isGrpc();
  }

  private void answer(GrpcStatus grpc, int status) {
    answer(EdgeResponder.ofGrpc(response, grpc, EdgeResponder.title(status)));
  }

  /** Answers with the edge's own page. */
  void answer(int status) {
    answer(status, null, host);
  }

  private void answer(int status, @Nullable String location, @Nullable ServedHost of) {
    String accept = request == null ? null : request.fields().first(FieldName.ACCEPT);
    ExchangePolicy policy = of == null ? ExchangePolicy.DEFAULT : of.config().exchange();
    answer(
        EdgeResponder.ofStatus(
            response,
            status,
            accept,
            location,
            policy.errorPages().find(status),
            policy.maintenance() ? OwnResponses.RETRY_SECONDS : EdgeResponder.RETRY_SECONDS,
            requestId,
            isHead()));
  }

  private void answer(int status, Decision.@Nullable Page page) {
    if (isGrpc()) {
      answer(GrpcStatus.PERMISSION_DENIED, status);
    } else if (page == null) {
      answer(status);
    } else {
      answer(EdgeResponder.ofPage(response, status, page, isHead()));
    }
  }

  private void answer(EdgeResponder edge) {
    body.endBounds();
    response.expectOwn();
    start(edge);
  }

  private boolean isHead() {
    return request != null && request.isHead();
  }

  /** Accepts bytes of the request's body, and releases them. */
  public void requestBody(ByteBuf data) {
    if (isOver || responder == null) {
      data.release();
      return;
    }
    body.body(data, responder);
  }

  /**
   * The request is complete.
   *
   * @param trailers null when there are none
   */
  public void requestEnd(@Nullable Fields trailers) {
    body.end();
    if (!isOver && responder != null) {
      body.pass(trailers, responder);
    }
  }

  /** All bytes of the request that arrived together have been passed on: sends them. */
  public void readComplete() {
    if (!isOver && responder != null) {
      responder.flushRequest();
      if (!body.isComplete() && host != null && !isOver && !response.hasBegun()) {
        body.goesOn(host.config().exchange().limits());
      }
    }
  }

  /** The client accepts more of the response. */
  public void clientWritable() {
    if (!isOver && responder != null) {
      response.clientWritable(responder);
    }
  }

  /** The client has gone away, or has cancelled the request. */
  public void clientGone() {
    if (!isOver) {
      abortResponder();
      over("client-aborted");
      response.discard();
    }
  }

  /** Ends a response that has begun, so that the client cannot take it for complete. */
  void breakOff(String outcome) {
    breakOff(outcome, OriginFailure.NOT_RESET);
  }

  /** The same, where the origin has reset its stream with an error code. */
  void breakOff(String outcome, long resetCode) {
    over(outcome);
    response.discard();
    client.abort(resetCode);
  }

  void abortResponder() {
    if (responder != null) {
      responder.abort();
    }
  }

  /** The final head is about to be sent. */
  void finalHead() {
    if (body.hasUncertainBody()) {
      client.closeAfterwards();
    }
  }

  /** The response has ended, or never will. */
  void over(String outcome) {
    answered();
    session.record().ended(this, outcome, nanos(), body.bytes(), response.bytes());
  }

  /** The exchange is over, but for a tunnel that it may have become. */
  void answered() {
    isOver = true;
    body.answered();
    session.record().answered(this, nanos());
  }

  /** The reason to refuse the client now, though it was admitted; null when there is none. */
  Decision.@Nullable Refuse objection() {
    return session.phases().objection(hostName(), target(), rules.target(), verdict);
  }

  /** Time since the request's head had arrived. */
  long nanos() {
    return System.nanoTime() - startNanos;
  }

  /** The request's body on its way to the responder. */
  ExchangeRequest body() {
    return body;
  }

  /** Returns whether the final head of a response was reported. */
  boolean hasResponse() {
    return response.hasBegun();
  }

  boolean isOver() {
    return isOver;
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

  /** The host that serves the request; null when none was found, or the request was refused. */
  @Nullable ServedHost host() {
    return host;
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
    return response.status();
  }

  /** Its spans; null where traces are off, and of a request without a head. */
  @Nullable RequestTrace trace() {
    return trace;
  }

  ClientVerdict verdict() {
    return verdict;
  }

  RuleOutcome rules() {
    return rules;
  }

  /** The server that answered; null when the edge did. */
  @Nullable String originName() {
    return response.serverName();
  }

  /** The reason why the origin failed, as a label; null when it did not. */
  @Nullable String failure() {
    return response.failure();
  }

  /** The server that the request was sent to; null when there was none. */
  @Nullable String attemptedServer() {
    return responder == null ? null : responder.serverName();
  }
}
