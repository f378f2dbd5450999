package dev.edgekeep.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** HTTP/1.1, one request at a time. */
final class Http1Client extends Client {
  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private final ByteBuf head;
  private final int bodyBytes;
  private final BodyWriter writer = new BodyWriter();
  private long startNanos;
  private long bodyLeft;
  private boolean inBody;

  Http1Client(Request request, Owner owner) {
    super(owner);
    this.bodyBytes = request.bodyBytes();
    this.head =
        Unpooled.unreleasableBuffer(
            Unpooled.copiedBuffer(head(request), StandardCharsets.US_ASCII));
  }

  private static String head(Request request) {
    String length =
        request.bodyBytes() > 0 ? "Content-Length: %d\r\n".formatted(request.bodyBytes()) : "";
    return "%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: bench\r\nAccept: */*\r\n%s\r\n"
        .formatted(request.method(), request.path(), request.host(), length);
  }

  @Override
  void send(long startNanos) {
    this.startNanos = startNanos;
    writer.begin(context(), head.duplicate(), bodyBytes);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    writer.goOn(ctx);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (!inBody && !readHead(in)) {
      return;
    }
    int read = (int) Math.min(bodyLeft, in.readableBytes());
    in.skipBytes(read);
    bodyLeft -= read;
    if (bodyLeft == 0) {
      inBody = false;
      owner().answered(this, startNanos);
    }
  }

  private boolean readHead(ByteBuf in) {
    int end = Http1Head.end(in);
    if (end < 0) {
      return false;
    }
    long status = Http1Head.number(in, in.readerIndex() + STATUS_AT);
    bodyLeft = Http1Head.contentLength(in, end);
    if (status != 200 || bodyLeft < 0) {
      String text =
          in.toString(in.readerIndex(), end - in.readerIndex(), StandardCharsets.US_ASCII);
      in.skipBytes(in.readableBytes());
      fail("not an answer with status 200 and a length: " + text);
      return false;
    }
    in.readerIndex(end);
    inBody = true;
    return true;
  }
}
