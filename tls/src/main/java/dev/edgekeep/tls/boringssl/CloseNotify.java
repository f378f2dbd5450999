package dev.edgekeep.tls.boringssl;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import io.netty.util.ReferenceCountUtil;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A peer's close_notify ends the peer's own sending, and nothing else (RFC 8446 §6.1): what is
 * still to be written to it goes out. Netty's engine would close both directions at once and drop
 * what is under way. Handlers behind this one get {@link ChannelInputShutdownEvent}, once, after
 * everything that the peer sent before: the same event for a close_notify and for a TCP FIN. They
 * decide when to close.
 *
 * <p>RFC 5246 §7.2.1 has the receiver discard pending writes in TLS 1.2. They are sent there too: a
 * peer that reads on gets its response, and one that does not ends the connection anyway.
 *
 * <p>After a fatal alert, sent or received, the connection is closed at once (RFC 8446 §6.2).
 * Netty's engine keeps the failure to itself until the next write.
 *
 * <p>Event loop only.
 */
public final class CloseNotify extends ChannelInboundHandlerAdapter {
  private static final VarHandle HAS_ANSWERED_CLOSE = answeredField();

  private final ReferenceCountedOpenSslEngine engine;
  private boolean hasEnded;
  private boolean hasFailed;

  private CloseNotify(ReferenceCountedOpenSslEngine engine) {
    this.engine = engine;
  }

  /**
   * Adds this behind the TLS handler of a pipeline. To be called when the handshake is done, before
   * anything that came after it is read. An engine other than BoringSSL's stays as it is.
   */
  public static void install(ChannelPipeline pipeline) {
    SslHandler tls = pipeline.get(SslHandler.class);
    if (!(tls.engine() instanceof ReferenceCountedOpenSslEngine engine)) {
      return;
    }
    HAS_ANSWERED_CLOSE.set(engine, true);
    pipeline.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    CloseNotify closeNotify = new CloseNotify(engine);
    String name = pipeline.context(tls).name();
    pipeline.addBefore(name, null, closeNotify.new Front());
    pipeline.addAfter(name, null, closeNotify);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    if (!hasEnded && hasStopped()) {
      stopped(ctx);
    }
  }

  /**
   * Returns whether nothing more comes from the peer: after close_notify, and after a fatal alert.
   */
  private boolean hasStopped() {
    long ssl = engine.sslPointer();
    return ssl != 0 && (SSL.getShutdown(ssl) & SSL.SSL_RECEIVED_SHUTDOWN) != 0;
  }

  private void stopped(ChannelHandlerContext ctx) {
    // After a fatal alert the engine throws, and all behind hear of it.
    ctx.flush();
    if (hasFailed) {
      ctx.close();
    } else {
      hasEnded = true;
      ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
  }

  /** The FIN behind a close_notify is no second end. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      if (hasEnded) {
        return;
      }
      hasEnded = true;
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    hasFailed = true;
    ctx.fireExceptionCaught(cause);
  }

  /** Drops what comes after a close_notify (RFC 8446 §6.1); the engine would collect it. */
  private final class Front extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (hasEnded) {
        ReferenceCountUtil.release(message);
      } else {
        ctx.fireChannelRead(message);
      }
    }
  }

  /** Where the engine remembers that it has closed its side because the peer did. */
  private static VarHandle answeredField() {
    try {
      return MethodHandles.privateLookupIn(
              ReferenceCountedOpenSslEngine.class, MethodHandles.lookup())
          .findVarHandle(ReferenceCountedOpenSslEngine.class, "receivedShutdown", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of Netty answers close_notify elsewhere", e);
    }
  }
}
