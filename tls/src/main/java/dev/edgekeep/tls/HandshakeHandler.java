package dev.edgekeep.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind the engine until the handshake is over: limits its time, asks for the verdict once
 * more when a session was resumed, tells the server why a handshake failed, and hands over a
 * connection that may go on. Event loop only; one object a connection.
 */
final class HandshakeHandler extends ChannelInboundHandlerAdapter {
  private final ServerConnection server;
  private final long timeoutMillis;

  private boolean isHelloRead;
  private @Nullable Handshake handshake;
  private @Nullable TlsEngine engine;
  private @Nullable ScheduledFuture<?> timeout;
  private Outcome outcome = Outcome.PENDING;

  /** The outcome of the handshake, which is told once. */
  private enum Outcome {
    PENDING,
    REFUSED,
    ESTABLISHED
  }

  /**
   * @param timeoutMillis from the accepted connection to the end of the handshake
   */
  HandshakeHandler(ServerConnection server, long timeoutMillis) {
    this.server = server;
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timeout = ctx.executor().schedule(() -> timedOut(ctx), timeoutMillis, TimeUnit.MILLISECONDS);
  }

  /** The ClientHello is complete, and a context is being chosen. */
  void helloRead() {
    isHelloRead = true;
  }

  /** The engine takes over. */
  void begin(Handshake handshake, TlsEngine engine) {
    this.handshake = handshake;
    this.engine = engine;
  }

  /** Tells the server, unless it has been told; the caller closes the connection. */
  void refused(Refusal refusal) {
    if (outcome == Outcome.PENDING) {
      end(Outcome.REFUSED);
      server.refused(refusal);
    }
  }

  private void refused(RefusalReason reason, String detail) {
    refused(new Refusal.ForReason(reason, detail));
  }

  /** A connection that never said anything is a port scan or a health check, and no event. */
  void clientLeft(ChannelHandlerContext ctx) {
    if (isHelloRead) {
      refused(RefusalReason.CLIENT_CLOSED, "the client closed the connection during the handshake");
    } else if (hasHeard(ctx)) {
      refused(
          RefusalReason.CLIENT_CLOSED,
          "the client closed the connection in the middle of its ClientHello");
    }
  }

  private static boolean hasHeard(ChannelHandlerContext ctx) {
    LingeringClose transport = ctx.pipeline().get(LingeringClose.class);
    return transport != null && transport.hasHeard();
  }

  private void timedOut(ChannelHandlerContext ctx) {
    refused(RefusalReason.TIMEOUT, "the handshake was not done after " + timeoutMillis + " ms");
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    clientLeft(ctx);
    stopClock();
    ctx.fireChannelInactive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    switch (event) {
      case SslHandshakeCompletionEvent completion
          when handshake != null && engine != null && outcome == Outcome.PENDING -> {
        if (completion.isSuccess()) {
          succeeded(ctx, handshake, engine);
        } else {
          refused(handshake.refusal(engine.explain(completion.cause())));
        }
      }
      case Handshake.KeyOperationFailed failed -> keyOperationFailed(ctx, failed.why());
      case ChannelInputShutdownEvent _ -> ctx.close(); // the handshake fails because of it
      default -> ctx.fireUserEventTriggered(event);
    }
  }

  /**
   * The server has sent nothing yet, because its first message needs the key: the alert is as plain
   * as one before the ServerHello.
   */
  private void keyOperationFailed(ChannelHandlerContext ctx, String why) {
    if (outcome == Outcome.PENDING) {
      refused(new Refusal.ForReason(RefusalReason.KEY_SERVER, why, Alert.INTERNAL_ERROR));
      LingeringClose.end(ctx.channel(), Alert.INTERNAL_ERROR.record(ctx.alloc()));
    }
  }

  private void succeeded(ChannelHandlerContext ctx, Handshake handshake, TlsEngine engine) {
    TlsSession session = engine.session();
    PeerVerdict peer =
        session.isResumed() ? resumedPeer(handshake, engine) : presentedPeer(handshake);
    if (handshake.requiresClient() && !peer.isVerified()) {
      refused(
          session.isResumed()
              ? new Refusal.ForVerdict(
                  peer,
                  "a session was resumed whose client is no longer accepted: " + peer.sentence())
              : new Refusal.ForReason(
                  RefusalReason.INTERNAL, "a handshake was done without a verdict"));
      ctx.close();
      return;
    }
    end(Outcome.ESTABLISHED);
    engine.established(ctx.pipeline());
    server.established(ctx, session, peer);
    ctx.pipeline().remove(this);
  }

  private static PeerVerdict presentedPeer(Handshake handshake) {
    PeerVerdict peer = handshake.peer();
    return peer == null ? PeerVerdict.ABSENT : peer;
  }

  /**
   * The present verdict about a resumed session's client. Its chain comes out of the session, the
   * verdict never does: its grounds may be gone.
   */
  private PeerVerdict resumedPeer(Handshake handshake, TlsEngine engine) {
    if (handshake.profile().clientAuth() == ClientAuth.NONE) {
      return PeerVerdict.ABSENT;
    }
    List<byte[]> chain = engine.resumedChain();
    return chain.isEmpty() ? PeerVerdict.ABSENT : server.verify(chain);
  }

  private void end(Outcome of) {
    outcome = of;
    stopClock();
  }

  private void stopClock() {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A failed handshake has come as an event, and one that the network ended comes as inactive.
    boolean isInternal = outcome == Outcome.ESTABLISHED || !(cause instanceof IOException);
    if (isInternal && outcome != Outcome.REFUSED && handshake != null) {
      end(Outcome.REFUSED);
      server.refused(
          new Refusal.ForReason(
              RefusalReason.INTERNAL, "the connection cannot be served: " + cause));
    }
    ctx.close();
  }
}
