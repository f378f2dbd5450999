package dev.edgekeep.keyserver.serve;

import dev.edgekeep.tls.LingeringClose;
import dev.edgekeep.tls.NoClientHelloException;
import dev.edgekeep.tls.TlsFailure;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.path.PathResult;
import dev.edgekeep.x509.path.Verdict;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind the TLS engine until the handshake is over: records why one failed, and gives way
 * to an {@link EdgeConnection} where one succeeded. Event loop only.
 */
final class HandshakeHandler extends ChannelInboundHandlerAdapter {
  private final Handshake handshake;
  private final ConnectionLog log;
  private final Established established;
  private boolean isRefused;

  /** Takes over a connection whose handshake is done. */
  interface Established {
    void accept(ChannelHandlerContext ctx, VerifiedEdge edge, Serving serving);
  }

  HandshakeHandler(Handshake handshake, ConnectionLog log, Established established) {
    this.handshake = handshake;
    this.log = log;
    this.established = established;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent completion) {
      if (completion.isSuccess()) {
        succeeded(ctx);
      } else {
        failed(ctx, completion.cause());
      }
    } else if (event instanceof ChannelInputShutdownEvent) {
      ctx.close(); // the handshake fails of it
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  private void succeeded(ChannelHandlerContext ctx) {
    Serving serving = handshake.serving();
    if (serving.trust().isAnyone()
        && ctx.channel().remoteAddress() instanceof InetSocketAddress peer) {
      established.accept(ctx, new VerifiedEdge(peer.getAddress()), serving);
    } else if (handshake.result() instanceof PathResult.Verified verified) {
      established.accept(
          ctx, new VerifiedEdge(verified, handshake.chain(), serving.trust()), serving);
    } else {
      log.refused(ctx.channel(), "internal", "a handshake was done without a verdict", null);
      ctx.close();
    }
  }

  /** No ClientHello came; whoever calls this answers, and closes. */
  void refused(Channel channel, NoClientHelloException none) {
    isRefused = true;
    switch (none.kind()) {
      case PEER_REFUSED -> log.refused(channel, "peer-refused", none.detail(), null);
      case PEER_CLOSED -> log.refused(channel, "peer-closed", none.detail(), null);
      case PLAIN_TEXT, NOT_TLS, MALFORMED, VERSION ->
          log.refused(channel, "protocol", "no agreement on TLS: " + none.detail(), null);
    }
  }

  private void failed(ChannelHandlerContext ctx, Throwable cause) {
    if (isRefused) {
      return; // it is recorded already
    }
    Channel channel = ctx.channel();
    TlsFailure failure = TlsFailure.of(cause);
    if (handshake.failure() != null) {
      log.refused(
          channel,
          "internal",
          "the edge's chain could not be verified because of an error of ours: "
              + handshake.failure(),
          null);
    } else if (handshake.result() instanceof PathResult.Refused refused) {
      log.refused(channel, refused.verdict().label(), refused.sentence(), presented());
    } else if (failure.kind() != TlsFailure.Kind.PEER_CLOSED || hasHeard(ctx)) {
      log.refused(channel, reason(failure), detail(failure), presented());
    }
  }

  /** What never says anything is a port scan or a health check, and no event. */
  private static boolean hasHeard(ChannelHandlerContext ctx) {
    LingeringClose transport = ctx.pipeline().get(LingeringClose.class);
    return transport != null && transport.hasHeard();
  }

  private @Nullable Certificate presented() {
    try {
      return handshake.chain().isEmpty() ? null : Certificate.parse(handshake.chain().getFirst());
    } catch (CertificateFormatException _) {
      return null; // the verdict says so
    }
  }

  private static String reason(TlsFailure failure) {
    return switch (failure.kind()) {
      case NO_CERTIFICATE -> Verdict.ABSENT.label();
      case PEER_CLOSED -> "peer-closed";
      case PEER_REFUSED -> "peer-refused";
      case TIMEOUT -> "timeout";
      case PROTOCOL -> "protocol";
    };
  }

  private static String detail(TlsFailure failure) {
    return switch (failure.kind()) {
      case NO_CERTIFICATE -> "the peer presented no certificate; an edge needs one";
      case PEER_CLOSED -> "the peer closed the connection in the middle of the handshake";
      case PEER_REFUSED ->
          "the peer ended the handshake with an alert, most often because it does not trust the key"
              + " server's certificate: "
              + failure.code();
      case TIMEOUT -> "the handshake was not done in time";
      case PROTOCOL -> "no agreement on TLS: " + failure.code();
    };
  }

  /** A failed handshake comes as an event as well. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
