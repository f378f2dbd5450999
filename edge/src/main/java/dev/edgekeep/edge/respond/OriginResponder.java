package dev.edgekeep.edge.respond;

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
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Produces the response by asking an origin: finds a connection, tries again where that is safe,
 * and streams both ways, each side as fast as the other accepts it (invariant 6). Event loop only.
 */
public final class OriginResponder implements Responder, OriginListener, ConnectionWaiter {
  private final ResponseReceiver receiver;
  private final RequestHead head;
  private final OriginRequest request;
  private final OriginPool pool;
  private final InetSocketAddress client;
  private final int headerBytes;
  private final boolean isChunked;
  private final BitSet tried = new BitSet();
  // Body bytes that came before there was a connection: few, for the request is paused then.
  private final ArrayDeque<ByteBuf> early = new ArrayDeque<>(0);

  private @Nullable ServerPool server;
  private @Nullable OriginConnection origin;
  private @Nullable Fields requestTrailers;
  private boolean isRequestComplete;
  private boolean isRequestPaused;
  private boolean hasRetried;
  private boolean isOver;

  /**
   * @param head of the request, as the client sent it
   * @param client its address, by which a server may be chosen
   * @param headerBytes the largest head, and trailer section, of the response
   */
  public OriginResponder(
      ResponseReceiver receiver,
      RequestHead head,
      OriginRequest request,
      OriginPool pool,
      InetSocketAddress client,
      int headerBytes) {
    this.receiver = receiver;
    this.head = head;
    this.request = request;
    this.pool = pool;
    this.client = client;
    this.headerBytes = headerBytes;
    this.isChunked = head.bodyLength() == BodyLength.CHUNKED;
  }

  @Override
  public void start() {
    tryNext();
  }

  private void tryNext() {
    ServerPool next = pool.choose(client, tried);
    if (next == null) {
      over();
      receiver.failed(new OriginFailure(OriginFailure.Kind.CONNECT, "no server could be reached"));
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
    receiver.attemptFailed(triedName(), failure);
    if (failure.kind() == OriginFailure.Kind.NO_CAPACITY) {
      over();
      receiver.failed(failure);
    } else {
      tryNext();
      // The client's bytes were flushed before: what went to an idle connection was not.
      flushRequest();
    }
  }

  /** Writes the head and what came of the body meanwhile. */
  private void send(OriginConnection connection) {
    origin = connection;
    WebSocketUpgrade upgrade = request.upgrade();
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

  @Override
  public void requestBody(ByteBuf data) {
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

  @Override
  public void requestEnd(@Nullable Fields trailers) {
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
    if (isRequestPaused && request.upgrade() == null) {
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
      if (receiver.switchProtocols(response, connection::becomeTunnel, List.copyOf(early))) {
        early.clear();
        origin = null;
        isOver = true;
      }
    } catch (BadMessage e) {
      connection.abort();
      originFailed(OriginFailure.badResponse(e));
    }
  }

  @Override
  public void responseHead(ResponseHead response) {
    try {
      WebSocketUpgrade upgrade = request.upgrade();
      if (upgrade != null && upgrade.isOwn() && response.status() / 100 == 2) {
        throw new BadMessage(502, "the status " + response.status() + " where 101 would mean yes");
      }
      receiver.responseHead(response);
    } catch (BadMessage e) {
      OriginConnection connection = origin;
      if (connection != null) {
        connection.abort();
      }
      originFailed(OriginFailure.badResponse(e));
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
  public void burstEnd() {
    receiver.flushResponse();
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
    receiver.attemptFailed(triedName(), failure);
    over();
    receiver.failed(failure);
  }

  @Override
  public @Nullable String serverName() {
    return server == null ? null : server.name();
  }

  private String triedName() {
    return server == null ? "-" : server.name();
  }
}
