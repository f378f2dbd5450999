package dev.edgekeep.edge.listen;

import dev.edgekeep.edge.proxyprotocol.ProxyHeader;
import dev.edgekeep.edge.proxyprotocol.ProxyHeaderException;
import dev.edgekeep.edge.proxyprotocol.ProxyHeaders;
import dev.edgekeep.edge.proxyprotocol.ProxyHeaders.Beginning;
import dev.edgekeep.edge.tls.HandshakeLog;
import dev.edgekeep.tls.RefusalReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the PROXY protocol header of a connection from a trusted balancer, and then removes itself;
 * the bytes after the header go to the handlers that were added meanwhile. A connection without a
 * header is closed, with an event. Event loop only; one object a connection.
 */
final class ProxyHeaderHandler extends ByteToMessageDecoder {
  /** Accepts the header. */
  @FunctionalInterface
  interface Receiver {
    /**
     * Adds the next handlers, or closes the channel.
     *
     * @param millisLeft of the time limit of the whole handshake, at least 1
     */
    void accept(ChannelHandlerContext ctx, ProxyHeader header, long millisLeft);
  }

  private final Receiver receiver;
  private final HandshakeLog log;
  private final long timeoutMillis;
  private final long startNanos = System.nanoTime();
  private @Nullable Future<?> timeout;
  private boolean hasHeard;
  private boolean isOver;

  /**
   * @param timeoutMillis to the end of the handshake that follows the header
   */
  ProxyHeaderHandler(Receiver receiver, HandshakeLog log, long timeoutMillis) {
    this.receiver = receiver;
    this.log = log;
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timeout = ctx.executor().schedule(() -> timedOut(ctx), timeoutMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    hasHeard |= in.isReadable();
    if (isOver) {
      in.skipBytes(in.readableBytes());
    } else if (ProxyHeaders.beginning(in) == Beginning.OTHER) {
      in.skipBytes(in.readableBytes());
      refuse(
          ctx,
          RefusalReason.PROXY_HEADER_MISSING,
          "the connection does not begin with a PROXY protocol header, which this listener requires"
              + " from this address: have the balancer send it, or remove the address from"
              + " proxyProtocol.trust");
    } else {
      read(ctx, in);
    }
  }

  private void read(ChannelHandlerContext ctx, ByteBuf in) {
    try {
      ProxyHeader header = ProxyHeaders.read(in);
      if (header != null) {
        end();
        long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        receiver.accept(ctx, header, Math.max(1, timeoutMillis - passed));
        if (ctx.channel().isOpen()) {
          ctx.pipeline().remove(this);
        }
      }
    } catch (ProxyHeaderException e) {
      in.skipBytes(in.readableBytes());
      refuse(
          ctx,
          RefusalReason.PROXY_HEADER_MALFORMED,
          "the PROXY protocol header is malformed: " + e.getMessage());
    }
  }

  /** A balancer that only connects, and says nothing, checks whether the port is open. */
  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    if (!isOver && hasHeard) {
      refuse(
          ctx,
          RefusalReason.CLIENT_CLOSED,
          "the balancer closed the connection in the middle of its PROXY protocol header");
    }
    end();
    super.channelInactive(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    super.userEventTriggered(ctx, event);
    if (event instanceof ChannelInputShutdownEvent && !isOver) {
      ctx.close();
    }
  }

  private void timedOut(ChannelHandlerContext ctx) {
    refuse(
        ctx,
        RefusalReason.TIMEOUT,
        "there was no complete PROXY protocol header after " + timeoutMillis + " ms");
  }

  private void refuse(ChannelHandlerContext ctx, RefusalReason reason, String detail) {
    if (!isOver) {
      end();
      log.refused(ctx.channel(), reason, detail);
      ctx.close();
    }
  }

  private void end() {
    isOver = true;
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      refuse(ctx, RefusalReason.INTERNAL, "the PROXY protocol header cannot be handled: " + cause);
    }
    ctx.close();
  }
}
