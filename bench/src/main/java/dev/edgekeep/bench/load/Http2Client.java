package dev.edgekeep.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A minimal HTTP/2 client (RFC 9113) that repeats the same request: its header block never changes,
 * and of the response headers it checks only {@code :status 200}.
 */
final class Http2Client extends PipelinedClient {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int FRAME_HEAD = 9;
  private static final int MAX_WINDOW = Integer.MAX_VALUE;
  private static final int DEFAULT_WINDOW = 65_535;

  private static final byte DATA = 0;
  private static final byte HEADERS = 1;
  private static final byte RST_STREAM = 3;
  private static final byte SETTINGS = 4;
  private static final byte PING = 6;
  private static final byte GOAWAY = 7;
  private static final byte WINDOW_UPDATE = 8;

  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int PRIORITY = 0x20;
  private static final int SETTING_ENABLE_PUSH = 2;
  private static final int SETTING_INITIAL_WINDOW = 4;

  // RFC 7541 §6.1: the eighth entry of the static table; §6.3: a table size update may precede it.
  private static final int STATUS_200 = 0x88;
  private static final int TABLE_SIZE_UPDATE = 0x20;

  private final byte[] headerBlock;
  private int nextStream = 1;
  private int received;

  Http2Client(Request request, Owner owner) {
    super(owner);
    if (request.bodyBytes() > 0) {
      throw new IllegalArgumentException("bodies are sent over HTTP/1.1 only");
    }
    this.headerBlock = headerBlock(request);
  }

  // RFC 7541: :method GET and :scheme https from the static table, the rest as literals.
  private static byte[] headerBlock(Request request) {
    ByteBuf block = Unpooled.buffer();
    block.writeByte(0x82).writeByte(0x87);
    literal(block, 0x04, request.path());
    literal(block, 0x01, request.host());
    return ByteBufUtil.getBytes(block);
  }

  private static void literal(ByteBuf block, int nameIndex, String value) {
    block.writeByte(nameIndex).writeByte(value.length());
    block.writeCharSequence(value, StandardCharsets.US_ASCII);
  }

  @Override
  void begin(ChannelHandlerContext ctx) {
    ByteBuf out = ctx.alloc().directBuffer();
    out.writeCharSequence(PREFACE, StandardCharsets.US_ASCII);
    frame(out, 12, SETTINGS, 0, 0);
    out.writeShort(SETTING_ENABLE_PUSH).writeInt(0);
    out.writeShort(SETTING_INITIAL_WINDOW).writeInt(MAX_WINDOW);
    frame(out, Integer.BYTES, WINDOW_UPDATE, 0, 0);
    out.writeInt(MAX_WINDOW - DEFAULT_WINDOW);
    ctx.writeAndFlush(out);
  }

  @Override
  void send(long startNanos) {
    ByteBuf out = context().alloc().directBuffer(FRAME_HEAD + headerBlock.length);
    frame(out, headerBlock.length, HEADERS, END_STREAM | END_HEADERS, nextStream);
    out.writeBytes(headerBlock);
    send(out, nextStream >>> 1, startNanos);
    nextStream += 2;
  }

  private static void frame(ByteBuf out, int length, byte type, int flags, int stream) {
    out.writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (in.readableBytes() < FRAME_HEAD) {
      return;
    }
    int start = in.readerIndex();
    int length = in.getUnsignedMedium(start);
    if (in.readableBytes() < FRAME_HEAD + length) {
      return;
    }
    byte type = in.getByte(start + 3);
    int flags = in.getByte(start + 4);
    int stream = in.getInt(start + 5);
    in.skipBytes(FRAME_HEAD);
    received(ctx, in.readSlice(length), type, flags, stream);
  }

  private void received(
      ChannelHandlerContext ctx, ByteBuf payload, byte type, int flags, int stream) {
    switch (type) {
      case DATA -> {
        grant(ctx, payload.readableBytes());
        endOfFrame(flags, stream);
      }
      case HEADERS -> {
        if (isOk(payload, flags)) {
          endOfFrame(flags, stream);
        } else {
          fail("an answer whose status is not 200");
        }
      }
      case SETTINGS -> acknowledge(ctx, flags, SETTINGS, ctx.alloc().directBuffer());
      case PING -> acknowledge(ctx, flags, PING, payload.copy());
      case RST_STREAM -> fail("stream %d was reset, error %d".formatted(stream, payload.readInt()));
      case GOAWAY -> fail("the server said GOAWAY, error " + payload.getInt(Integer.BYTES));
      default -> {
        // Windows for data that is never sent, and frames that may be ignored.
      }
    }
  }

  private void endOfFrame(int flags, int stream) {
    if ((flags & END_STREAM) != 0) {
      answered(stream >>> 1);
    }
  }

  private static boolean isOk(ByteBuf payload, int flags) {
    int at = ((flags & PADDED) != 0 ? 1 : 0) + ((flags & PRIORITY) != 0 ? 5 : 0);
    while ((payload.getByte(at) & 0xe0) == TABLE_SIZE_UPDATE) {
      at++;
      while ((payload.getByte(at) & 0x80) != 0 && (payload.getByte(at - 1) & 0x1f) == 0x1f) {
        at++;
      }
    }
    return payload.getUnsignedByte(at) == STATUS_200;
  }

  private static void acknowledge(
      ChannelHandlerContext ctx, int flags, byte type, ByteBuf payload) {
    if ((flags & ACK) != 0) {
      payload.release();
      return;
    }
    ByteBuf head = ctx.alloc().directBuffer(FRAME_HEAD);
    frame(head, payload.readableBytes(), type, ACK, 0);
    ctx.write(head);
    ctx.writeAndFlush(payload);
  }

  /**
   * Each stream's window is larger than a response; the connection's window is refilled from time
   * to time.
   */
  private void grant(ChannelHandlerContext ctx, int bytes) {
    received += bytes;
    if (received >= MAX_WINDOW / 2) {
      ByteBuf out = ctx.alloc().directBuffer(FRAME_HEAD + Integer.BYTES);
      frame(out, Integer.BYTES, WINDOW_UPDATE, 0, 0);
      out.writeInt(received);
      ctx.writeAndFlush(out);
      received = 0;
    }
  }
}
