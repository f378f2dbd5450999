package dev.edgekeep.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

/** Writes meaningless bodies as fast as the other side reads them. Event loop only. */
final class BodyWriter {
  private static final int PIECE = 65_536;
  private static final ByteBuf ZEROS =
      Unpooled.unreleasableBuffer(Unpooled.directBuffer(PIECE).writeZero(PIECE).asReadOnly());

  private long left;

  /** Starts a body of {@code bytes} after its head. */
  void begin(ChannelHandlerContext ctx, ByteBuf head, long bytes) {
    left = bytes;
    ctx.write(head);
    goOn(ctx);
  }

  /** Called when the channel is writable again. */
  void goOn(ChannelHandlerContext ctx) {
    while (left > 0 && ctx.channel().isWritable()) {
      int length = (int) Math.min(left, PIECE);
      left -= length;
      ctx.write(ZEROS.slice(0, length));
      if (!ctx.channel().isWritable()) {
        ctx.flush();
      }
    }
    ctx.flush();
  }
}
