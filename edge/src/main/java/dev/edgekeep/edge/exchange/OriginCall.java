package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.forward.OriginRequest;
import dev.edgekeep.edge.forward.WebSocketUpgrade;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.BodyLength;
import dev.edgekeep.edge.message.Chunks;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.origin.ConnectionWaiter;
import dev.edgekeep.edge.origin.OriginConnection;
import dev.edgekeep.edge.origin.OriginFailure;
import dev.edgekeep.edge.origin.OriginListener;
import dev.edgekeep.edge.origin.OriginPool;
import dev.edgekeep.edge.origin.ServerPool;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The origin's half of one exchange: finds a connection, tries again where that is safe, and
 * streams both ways, each side as fast as the other takes it (invariant 6). Event loop only.
 */
final class OriginCall implements OriginListener, ConnectionWaiter {
  private final Exchange exchange;
  private final ClientSession session;
  private final ClientStream client;
  private final RequestHead head;
  private final OriginRequest request;
  private final boolean isChunked;
  private final BitSet tried = new BitSet();
  // What the client sent before there was a connection: one burst, for it is paused then.
  private final ArrayDeque<ByteBuf> early = new ArrayDeque<>(0);

  private @Nullable OriginPool pool;
  private @Nullable ServerPool server;
  private @Nullable OriginConnection origin;
  private @Nullable Fields requestTrailers;
  private boolean isRequestComplete;
  private boolean isRequestPaused;
  private boolean hasRetried;
  private boolean isOver;

  OriginCall(
      Exchange exchange,
      ClientSession session,
      ClientStream client,
      RequestHead head,
      OriginRequest request) {
    this.exchange = exchange;
    this.session = session;
    this.client = client;
    this.head = head;
    this.request = request;
    this.isChunked = head.bodyLength() == BodyLength.CHUNKED;
  }

  void start(OriginPool from) {
    pool = from;
    tryNext(from);
  }

  private void tryNext(OriginPool from) {
    ServerPool next = from.choose(session.connection().remoteAddress(), tried);
    if (next == null) {
      over();
      exchange.originFailed(
          new OriginFailure(OriginFailure.Kind.CONNECT, "no server could be reached"));
      return;
    }
    server = next;
    OriginConnection idle = next.takeIdle();
    if (idle == null) {
      next.connect(this);
    } else {
      send(idle);
    }
  }

  @Override
  public void connected(OriginConnection connection) {
    if (isOver) {
      connection.giveBack();
      return;
    }
    send(connection);
    connection.flush();
  }

  @Override
  public void connectFailed(OriginFailure failure) {
    if (isOver) {
      return;
    }
    exchange.attemptFailed(serverName(), failure);
    if (failure.kind() == OriginFailure.Kind.NO_CAPACITY || pool == null) {
      over();
      exchange.originFailed(failure);
    } else {
      tryNext(pool);
      // The client's burst is over: nobody else sends what went to an idle connection.
      flush();
    }
  }

  /** Writes the head and what came of the body meanwhile. */
  private void send(OriginConnection connection) {
    origin = connection;
    WebSocketUpgrade upgrade = request.upgrade();
    int headerBytes = session.context().limits().get().headerBytes();
    connection.begin(this, head.isHead(), upgrade != null, headerBytes);
    connection.write(request.encode(connection.allocator(), connection.hostField()));
    if (upgrade != null) {
      // What follows is no body: it waits for the answer, for another protocol or for nobody.
      connection.requestSent();
      return;
    }
    for (ByteBuf data = early.poll(); data != null; data = early.poll()) {
      write(connection, data);
    }
    if (isRequestComplete) {
      complete(connection);
    } else if (connection.isWritable()) {
      resumeRequest();
    }
  }

  void requestBody(ByteBuf data) {
    if (isOver || !data.isReadable()) {
      data.release();
      return;
    }
    OriginConnection connection = origin;
    if (connection == null || request.upgrade() != null) {
      early.add(data);
      pauseRequest();
      return;
    }
    write(connection, data);
    if (!connection.isWritable()) {
      pauseRequest();
    }
  }

  private void write(OriginConnection connection, ByteBuf data) {
    if (isChunked) {
      connection.write(Chunks.head(connection.allocator(), data.readableBytes()));
      connection.write(data);
      connection.write(Chunks.tail());
    } else {
      connection.write(data);
    }
  }

  void requestEnd(@Nullable Fields trailers) {
    isRequestComplete = true;
    requestTrailers = trailers;
    if (origin != null) {
      complete(origin);
    }
  }

  private void complete(OriginConnection connection) {
    if (isChunked) {
      connection.write(Chunks.last(connection.allocator(), requestTrailers));
    }
    connection.requestSent();
  }

  void flush() {
    if (origin != null) {
      origin.flush();
    }
  }

  private void pauseRequest() {
    if (!isRequestPaused && !isRequestComplete) {
      isRequestPaused = true;
      client.pauseRequest();
    }
  }

  private void resumeRequest() {
    if (isRequestPaused && request.upgrade() == null) {
      isRequestPaused = false;
      client.resumeRequest();
    }
  }

  void clientWritable() {
    if (origin != null) {
      origin.resume();
    }
  }

  /** The client is gone: the origin need not go on either. */
  void abort() {
    over();
    if (origin != null) {
      origin.abort();
      origin = null;
    }
  }

  private void over() {
    isOver = true;
    for (ByteBuf data = early.poll(); data != null; data = early.poll()) {
      data.release();
    }
  }

  @Override
  public void informational(ResponseHead interim) {
    exchange.informational(interim);
    client.flush();
  }

  @Override
  public void switched(ResponseHead response) {
    OriginConnection connection = origin;
    WebSocketUpgrade upgrade = request.upgrade();
    if (connection == null || upgrade == null) {
      throw new IllegalStateException("no upgrade is under way");
    }
    try {
      String objection = upgrade.objectionTo(response);
      if (objection != null) {
        throw new BadMessage(502, objection);
      }
      Decision.Refuse refusal = exchange.objection();
      if (refusal == null) {
        becomeTunnel(connection, response);
      } else {
        abort();
        exchange.refuse(refusal);
      }
    } catch (BadMessage e) {
      connection.abort();
      originFailed(Exchange.badResponse(e));
    }
  }

  private void becomeTunnel(OriginConnection connection, ResponseHead response) throws BadMessage {
    ExchangeTunnel tunnel = exchange.switched(response, serverName());
    origin = null;
    isOver = true;
    List<ByteBuf> sentAhead = List.copyOf(early);
    early.clear();
    tunnel.open(connection.becomeTunnel(), sentAhead);
  }

  @Override
  public void responseHead(ResponseHead response) {
    try {
      WebSocketUpgrade upgrade = request.upgrade();
      if (upgrade != null && upgrade.isOwn() && response.status() / 100 == 2) {
        throw new BadMessage(502, "the status " + response.status() + " where 101 would mean yes");
      }
      exchange.responseHead(response, serverName());
    } catch (BadMessage e) {
      OriginConnection connection = origin;
      if (connection != null) {
        connection.abort();
      }
      originFailed(Exchange.badResponse(e));
    }
  }

  @Override
  public void responseBody(ByteBuf data) {
    exchange.responseBody(data);
    if (origin != null && !client.isWritable()) {
      origin.pause();
    }
  }

  @Override
  public void responseEnd(@Nullable Fields trailers) {
    origin = null;
    over();
    exchange.responseEnd(trailers);
  }

  @Override
  public void burstEnd() {
    client.flush();
  }

  @Override
  public void originWritable() {
    resumeRequest();
  }

  @Override
  public void originFailed(OriginFailure failure) {
    boolean isStale = origin != null && origin.isReused() && !origin.hasAnswered();
    origin = null;
    boolean isWorthRetrying = isStale && failure.kind() == OriginFailure.Kind.CLOSED;
    if (isWorthRetrying && head.isReplayable() && !hasRetried && server != null) {
      // It closed an idle connection just as we used it (RFC 9112 §9.3.1): not a failure yet.
      hasRetried = true;
      server.connect(this);
      return;
    }
    exchange.attemptFailed(serverName(), failure);
    over();
    exchange.originFailed(failure);
  }

  private String serverName() {
    return server == null ? "-" : server.name();
  }
}
