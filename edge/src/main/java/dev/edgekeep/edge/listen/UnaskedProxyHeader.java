package dev.edgekeep.edge.listen;

import dev.edgekeep.edge.proxyprotocol.ProxyHeaders;
import dev.edgekeep.edge.tls.HandshakeLog;
import dev.edgekeep.edge.tls.ProxyHeaderGuard;
import dev.edgekeep.tls.RefusalReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Closes a plaintext connection that begins with a PROXY protocol header that nobody asked for, and
 * removes itself from any other. The time limits of HTTP hold meanwhile. Event loop only.
 */
final class UnaskedProxyHeader extends ByteToMessageDecoder {
  private final HandshakeLog log;
  private boolean isRefused;

  UnaskedProxyHeader(HandshakeLog log) {
    this.log = log;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (isRefused) {
      in.skipBytes(in.readableBytes());
      return;
    }
    switch (ProxyHeaders.beginning(in)) {
      case OTHER -> ctx.pipeline().remove(this);
      case UNDECIDED -> {} // the next bytes decide
      case VERSION_1, VERSION_2 -> {
        isRefused = true;
        in.skipBytes(in.readableBytes());
        log.refused(
            ctx.channel(), RefusalReason.PROXY_HEADER_UNEXPECTED, ProxyHeaderGuard.UNEXPECTED);
        ctx.close();
      }
    }
  }
}
