package dev.edgekeep.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A connection to the origin: reads a request, responds, reads the next. */
final class OriginConnection extends ByteToMessageDecoder {
  private final BodyWriter writer = new BodyWriter();
  private long toSkip;
  private int answerBytes;
  private boolean answerIsDue;
  private ByteBuf lastHead = Unpooled.EMPTY_BUFFER;
  private int lastHeadFor = -1;

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (toSkip == 0) {
      int end = Http1Head.end(in);
      if (end < 0) {
        return;
      }
      int number = in.indexOf(in.readerIndex(), end, (byte) ' ') + 1 + Origin.PATH.length();
      answerBytes = (int) Http1Head.number(in, number);
      toSkip = Math.max(0, Http1Head.contentLength(in, end));
      answerIsDue = true;
      in.readerIndex(end);
    }
    int skipped = (int) Math.min(toSkip, in.readableBytes());
    in.skipBytes(skipped);
    toSkip -= skipped;
    if (toSkip == 0 && answerIsDue) {
      answerIsDue = false;
      writer.begin(ctx, head(answerBytes), answerBytes);
    }
  }

  private ByteBuf head(int length) {
    if (length != lastHeadFor) {
      String text = "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(length);
      lastHead =
          Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
      lastHeadFor = length;
    }
    return lastHead.duplicate();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    writer.goOn(ctx);
  }

  /** The server in front of the origin disconnected. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
