package dev.edgekeep.keyserver.serve;

import dev.edgekeep.tls.HelloRecords;
import dev.edgekeep.tls.LingeringClose;
import dev.edgekeep.tls.NoClientHelloException;
import dev.edgekeep.tls.TlsAlert;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Stands before the TLS engine until a ClientHello is there: whoever sends something else hears the
 * alert that says so, and the engine nothing of it. Event loop only.
 */
final class FirstRecords extends ByteToMessageDecoder {
  private final HandshakeHandler handshake;
  private final HelloRecords records = new HelloRecords();
  private boolean isRefused;

  FirstRecords(HandshakeHandler handshake) {
    this.handshake = handshake;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (isRefused) {
      in.skipBytes(in.readableBytes());
      return;
    }
    try {
      if (records.read(in) != null) {
        // What has come goes on to the engine.
        ctx.pipeline().remove(this);
      }
    } catch (NoClientHelloException e) {
      isRefused = true;
      in.skipBytes(in.readableBytes());
      handshake.refused(ctx.channel(), e);
      TlsAlert alert = e.alert();
      LingeringClose.end(
          ctx.channel(), alert == null ? Unpooled.EMPTY_BUFFER : alert.record(ctx.alloc()));
    }
  }
}
