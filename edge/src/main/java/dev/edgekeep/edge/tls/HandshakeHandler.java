package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.clientauth.CheckedClient;
import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.clientauth.PresentedChain;
import dev.edgekeep.edge.metrics.EdgeMetrics;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.tls.LingeringClose;
import dev.edgekeep.tls.TlsAlert;
import dev.edgekeep.tls.boringssl.CloseNotify;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.internal.tcnative.SSL;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind the TLS engine until the handshake is over: bounds its time, asks for the verdict
 * once more when a session was resumed, records why a handshake failed, and hands a connection that
 * may go on to the exchange. Event loop only; one instance a connection.
 */
final class HandshakeHandler extends ChannelInboundHandlerAdapter {
  private final long timeoutMillis;
  private final Supplier<@Nullable String> defaultHost;
  private final InstantSource clock;
  private final HandshakeLog log;
  private final EdgeMetrics metrics;
  private final TlsEntry.Established established;

  private @Nullable Handshake handshake;
  private @Nullable ScheduledFuture<?> timeout;
  private Outcome outcome = Outcome.PENDING;

  /** What became of the handshake: each is recorded once. */
  private enum Outcome {
    PENDING,
    REFUSED,
    ESTABLISHED
  }

  HandshakeHandler(
      long timeoutMillis,
      Supplier<@Nullable String> defaultHost,
      InstantSource clock,
      HandshakeLog log,
      EdgeMetrics metrics,
      TlsEntry.Established established) {
    this.timeoutMillis = timeoutMillis;
    this.defaultHost = defaultHost;
    this.clock = clock;
    this.log = log;
    this.metrics = metrics;
    this.established = established;
  }

  /** Starts the clock: from the accepted connection to the finished handshake. */
  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timeout = ctx.executor().schedule(() -> timedOut(ctx), timeoutMillis, TimeUnit.MILLISECONDS);
  }

  void begin(Handshake handshake) {
    this.handshake = handshake;
    handshake.onKeyOperationFailed(detail -> keyOperationFailed(handshake, detail));
  }

  /**
   * The connection is refused for a reason that no certificate had a part in; the caller closes it.
   */
  void refused(
      ChannelHandlerContext ctx, HandshakeRefusal reason, @Nullable String host, String detail) {
    if (outcome == Outcome.PENDING) {
      end(Outcome.REFUSED);
      log.refused(ctx.channel(), reason, host, detail);
    }
  }

  /** A connection that never said anything is a port scan or a health check, and no event. */
  void clientLeft(ChannelHandlerContext ctx) {
    if (handshake != null) {
      refused(
          ctx,
          HandshakeRefusal.CLIENT_CLOSED,
          handshake.serverName(),
          "the client closed the connection in the middle of the handshake");
    } else if (hasHeard(ctx)) {
      refused(
          ctx,
          HandshakeRefusal.CLIENT_CLOSED,
          null,
          "the client closed the connection in the middle of its ClientHello");
    }
  }

  private static boolean hasHeard(ChannelHandlerContext ctx) {
    LingeringClose transport = ctx.pipeline().get(LingeringClose.class);
    return transport != null && transport.hasHeard();
  }

  /**
   * Nothing of our flight has been sent yet, as it hangs on the key: the alert is as plain as one
   * before the ServerHello.
   */
  private void keyOperationFailed(Handshake handshake, String detail) {
    if (outcome == Outcome.PENDING) {
      end(Outcome.REFUSED);
      log.refused(handshake.channel(), HandshakeRefusal.KEY_SERVER, handshake.serverName(), detail);
      LingeringClose.end(
          handshake.channel(), TlsAlert.INTERNAL_ERROR.record(handshake.channel().alloc()));
    }
  }

  private void timedOut(ChannelHandlerContext ctx) {
    String host = handshake == null ? null : handshake.serverName();
    refused(
        ctx,
        HandshakeRefusal.TIMEOUT,
        host,
        "the handshake was not done after " + timeoutMillis + " ms");
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
    if (event instanceof SslHandshakeCompletionEvent completion
        && handshake != null
        && outcome == Outcome.PENDING) {
      if (completion.isSuccess()) {
        succeeded(ctx, handshake);
      } else {
        end(Outcome.REFUSED);
        log.failed(ctx.channel(), handshake, completion.cause());
      }
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  private void succeeded(ChannelHandlerContext ctx, Handshake handshake) {
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    ReferenceCountedOpenSslEngine engine = (ReferenceCountedOpenSslEngine) tls.engine();
    boolean resumed = SSL.isSessionReused(engine.sslPointer());
    CheckedClient client = resumed ? recheck(handshake, engine.getSession()) : handshake.client();
    ClientVerdict verdict = client == null ? ClientVerdict.ABSENT : client.verdict();
    if (handshake.host().config().clientAuth().mode() == ClientAuth.Mode.REQUIRE
        && !verdict.isVerified()) {
      // Only a resumed session comes here: a full handshake has ended with an alert. It went well
      // when the ticket was
      // made, and its grounds have gone since (invariant 1).
      end(Outcome.REFUSED);
      log.refused(
          ctx.channel(),
          handshake,
          verdict,
          "a session was resumed whose client no longer counts: ");
      ctx.close();
      return;
    }
    end(Outcome.ESTABLISHED);
    SSLSession session = engine.getSession();
    metrics.handshakeCompleted(
        session.getProtocol(), resumed, verdict.verdict(), handshake.nanos());
    ctx.pipeline().remove(LingeringClose.class);
    CloseNotify.install(ctx.pipeline());
    String protocol = tls.applicationProtocol();
    TlsConnection connection =
        new TlsConnection(
            ctx.channel(), handshake, session, protocol, resumed, client, defaultHost, clock);
    established.accept(ctx, connection, protocol == null ? "http/1.1" : protocol);
    ctx.pipeline().remove(this);
  }

  /**
   * What a resumed session's client is worth now. Its chain comes out of the session, the verdict
   * never does.
   */
  private @Nullable CheckedClient recheck(Handshake handshake, SSLSession session) {
    if (handshake.host().config().clientAuth().mode() == ClientAuth.Mode.OFF) {
      return null;
    }
    try {
      Certificate[] certificates = session.getPeerCertificates();
      byte[][] encoded = new byte[certificates.length][];
      for (int i = 0; i < encoded.length; i++) {
        encoded[i] = certificates[i].getEncoded();
      }
      return handshake.host().trust().check(PresentedChain.of(encoded), clock.instant());
    } catch (SSLPeerUnverifiedException e) {
      return null; // a session without a client certificate
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate of the session cannot be read back", e);
    }
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
    boolean isOurs = outcome == Outcome.ESTABLISHED || !(cause instanceof IOException);
    if (isOurs && outcome != Outcome.REFUSED && handshake != null) {
      end(Outcome.REFUSED);
      log.refused(
          ctx.channel(),
          HandshakeRefusal.INTERNAL,
          handshake.serverName(),
          "the connection cannot be served: " + cause);
    }
    ctx.close();
  }
}
