package dev.edgekeep.edge.dial;

import dev.edgekeep.edge.proxyprotocol.EncodedHeader;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;

/**
 * The header that a new connection begins with, before everything else. Stands in front of TLS,
 * which begins no earlier than the connection is active. Event loop only.
 */
final class HeaderFirst extends ChannelHandlerAdapter {
  private final EncodedHeader header;

  HeaderFirst(EncodedHeader header) {
    this.header = header;
  }

  /** Sends it, where there is one. The connection has just been established. */
  static void send(Channel channel) {
    ChannelHandlerContext ctx = channel.pipeline().context(HeaderFirst.class);
    if (ctx != null) {
      ctx.writeAndFlush(((HeaderFirst) ctx.handler()).header.toBuffer());
      ctx.pipeline().remove(ctx.handler());
    }
  }
}
