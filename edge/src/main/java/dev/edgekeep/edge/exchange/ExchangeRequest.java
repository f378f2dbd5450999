package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.decision.Decision;
import dev.edgekeep.edge.decision.HeaderChange;
import dev.edgekeep.edge.forward.EndToEnd;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.HttpVersion;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.edge.respond.Responder;
import dev.edgekeep.snapshot.HostLimits;
import dev.edgekeep.snapshot.OriginPolicy;
import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The request of an exchange on its way from the client to the responder: its place among those
 * under way, its body, and the limits of the host. Event loop only.
 */
final class ExchangeRequest {
  private final Exchange exchange;
  private final ClientSession session;
  private final ClientStream client;

  private @Nullable RequestBounds bounds;
  private long bytes;
  private boolean isComplete;
  private boolean awaitsContinue;
  private boolean isStream;
  private boolean isCounted;
  private @Nullable GrpcDeadline deadline;

  ExchangeRequest(Exchange exchange, ClientSession session, ClientStream client) {
    this.exchange = exchange;
    this.session = session;
    this.client = client;
  }

  /**
   * The head has arrived.
   *
   * @return the reason why the node has no room for the request; null when it has
   */
  @Nullable String head(RequestHead head) {
    awaitsContinue = head.expectsContinue();
    isStream = head.hasBody() && head.isGrpc();
    RequestAdmission admission = session.admission();
    String shortage = admission.shortage();
    int most = session.limits().concurrentRequests();
    if (shortage != null || most == 0) {
      return shortage;
    }
    isCounted = admission.admit(most);
    return isCounted ? null : "%,d requests are under way".formatted(most);
  }

  /** The request is about to be forwarded. */
  void forward(Decision.Forward decision, HostLimits limits, Responder responder) {
    if (isStream) {
      deadline = GrpcDeadline.of(decision.head(), exchange);
      if (deadline != null) {
        session.watch(deadline);
      }
      // The content type is the client's word; gRPC does not reach an origin of HTTP/1.1.
      isStream = decision.origin().policy().protocol() != OriginPolicy.Protocol.HTTP1;
    }
    if (RequestBounds.applyTo(limits)) {
      bounds = new RequestBounds(exchange, session, client, limits);
      bounds.begin(responder);
    }
  }

  /** Accepts bytes of the body, and releases them. */
  void body(ByteBuf data, Responder responder) {
    bytes += data.readableBytes();
    if (bounds == null) {
      responder.requestBody(data);
    } else {
      bounds.body(data, bytes, responder);
    }
  }

  /** The request is complete. */
  void end() {
    isComplete = true;
  }

  /** Tells the responder that the request is complete, once it has the whole body. */
  void pass(@Nullable Fields trailers, Responder responder) {
    ServedHost host = exchange.host();
    Fields kept = trailers == null || host == null ? null : endToEnd(trailers, host);
    if (bounds == null) {
      responder.requestEnd(kept);
    } else {
      bounds.bodyEnd(kept, responder);
    }
  }

  private @Nullable Fields endToEnd(Fields trailers, ServedHost of) {
    List<AsciiString> without =
        new ArrayList<>(HeaderChange.names(exchange.rules().changes(), true));
    without.add(session.clientFields().addressName(of.config().forward()));
    without.addAll(session.clientFields().templateNames(of.config().forward()));
    return EndToEnd.trailers(trailers, without);
  }

  /** Some of the body arrives later: from now on its speed counts. */
  void goesOn(HostLimits limits) {
    if (isComplete || isStream || limits.slowBody().bytesPerSecond() == 0) {
      return;
    }
    if (bounds == null) {
      bounds = new RequestBounds(exchange, session, client, limits);
    }
    bounds.watchBody();
  }

  void pause() {
    if (bounds == null) {
      client.pauseRequest();
    } else {
      bounds.pauseRequest();
    }
  }

  void resume() {
    if (bounds == null) {
      client.resumeRequest();
    } else {
      bounds.resumeRequest();
    }
  }

  void interimSent(int status) {
    awaitsContinue &= status != 100;
  }

  /**
   * Returns whether the client may send the body, or not, after the final head (RFC 9110 §10.1.1).
   * Over HTTP/1.1 the body could not be told from the next request.
   */
  boolean hasUncertainBody() {
    return awaitsContinue && bytes == 0 && exchange.version() == HttpVersion.HTTP_1_1;
  }

  /** Returns whether the deadline of a gRPC call has passed: its service may notice it first. */
  boolean isPastDeadline() {
    return deadline != null && deadline.hasPassed();
  }

  /** Ends the host's limits: the edge answers. */
  void endBounds() {
    if (deadline != null) {
      session.unwatch(deadline);
      deadline = null;
    }
    if (bounds != null) {
      bounds.end();
      bounds = null;
    }
  }

  /** The exchange has its response, or will have none. */
  void answered() {
    endBounds();
    if (isCounted) {
      isCounted = false;
      session.admission().release();
    }
  }

  long bytes() {
    return bytes;
  }

  boolean isComplete() {
    return isComplete;
  }
}
