package dev.edgekeep.bench.load;

import static dev.edgekeep.bench.load.Http2Frames.ACK;
import static dev.edgekeep.bench.load.Http2Frames.DATA;
import static dev.edgekeep.bench.load.Http2Frames.DEFAULT_WINDOW;
import static dev.edgekeep.bench.load.Http2Frames.END_HEADERS;
import static dev.edgekeep.bench.load.Http2Frames.END_STREAM;
import static dev.edgekeep.bench.load.Http2Frames.GOAWAY;
import static dev.edgekeep.bench.load.Http2Frames.HEAD;
import static dev.edgekeep.bench.load.Http2Frames.HEADERS;
import static dev.edgekeep.bench.load.Http2Frames.MAX_WINDOW;
import static dev.edgekeep.bench.load.Http2Frames.PING;
import static dev.edgekeep.bench.load.Http2Frames.PREFACE;
import static dev.edgekeep.bench.load.Http2Frames.RST_STREAM;
import static dev.edgekeep.bench.load.Http2Frames.SETTINGS;
import static dev.edgekeep.bench.load.Http2Frames.SETTING_ENABLE_PUSH;
import static dev.edgekeep.bench.load.Http2Frames.SETTING_INITIAL_WINDOW;
import static dev.edgekeep.bench.load.Http2Frames.STATUS_200;
import static dev.edgekeep.bench.load.Http2Frames.WINDOW_UPDATE;
import static dev.edgekeep.bench.load.Http2Frames.frame;
import static dev.edgekeep.bench.load.Http2Frames.literal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A minimal HTTP/2 client (RFC 9113) that repeats the same request: its header block never changes,
 * and of the response headers it checks only {@code :status 200}. A request with a body is a unary
 * call of gRPC, whose answer has to end with trailers.
 */
final class Http2Client extends PipelinedClient {
  private static final int PADDED = 8;
  private static final int PRIORITY = 0x20;

  // RFC 7541 §6.3: a table size update may precede the status.
  private static final int TABLE_SIZE_UPDATE = 0x20;

  /** The length before a message of gRPC. */
  private static final int PREFIX = 5;

  private final byte[] headerBlock;
  private final int messageBytes;
  private int nextStream = 1;
  private int received;

  Http2Client(Request request, Owner owner) {
    super(owner);
    this.headerBlock = request.bodyBytes() > 0 ? callBlock(request) : headerBlock(request);
    this.messageBytes = request.bodyBytes();
  }

  // RFC 7541: :method GET and :scheme https from the static table, the rest as literals.
  private static byte[] headerBlock(Request request) {
    ByteBuf block = Unpooled.buffer();
    block.writeByte(0x82).writeByte(0x87);
    literal(block, 0x04, request.path());
    literal(block, 0x01, request.host());
    return ByteBufUtil.getBytes(block);
  }

  private static byte[] callBlock(Request request) {
    ByteBuf block = Unpooled.buffer();
    block.writeByte(0x83).writeByte(0x87);
    literal(block, 0x04, "/bench.Echo/Unary");
    literal(block, 0x01, request.host());
    literal(block, 31, "application/grpc");
    literal(block, "te", "trailers");
    return ByteBufUtil.getBytes(block);
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
    ByteBuf out =
        context().alloc().directBuffer(2 * HEAD + headerBlock.length + PREFIX + messageBytes);
    int last = messageBytes > 0 ? 0 : END_STREAM;
    frame(out, headerBlock.length, HEADERS, last | END_HEADERS, nextStream);
    out.writeBytes(headerBlock);
    if (messageBytes > 0) {
      frame(out, PREFIX + messageBytes, DATA, END_STREAM, nextStream);
      out.writeByte(0).writeInt(messageBytes).writeZero(messageBytes);
    }
    send(out, nextStream >>> 1, startNanos);
    nextStream += 2;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (in.readableBytes() < HEAD) {
      return;
    }
    int start = in.readerIndex();
    int length = in.getUnsignedMedium(start);
    if (in.readableBytes() < HEAD + length) {
      return;
    }
    byte type = in.getByte(start + 3);
    int flags = in.getByte(start + 4);
    int stream = in.getInt(start + 5);
    in.skipBytes(HEAD);
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
        boolean isTrailers = messageBytes > 0 && (flags & END_STREAM) != 0;
        if (isOk(payload, flags) != isTrailers) {
          endOfFrame(flags, stream);
        } else {
          fail(isTrailers ? "a call without an answer" : "an answer whose status is not 200");
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
    ByteBuf head = ctx.alloc().directBuffer(HEAD);
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
      ByteBuf out = ctx.alloc().directBuffer(HEAD + Integer.BYTES);
      frame(out, Integer.BYTES, WINDOW_UPDATE, 0, 0);
      out.writeInt(received);
      ctx.writeAndFlush(out);
      received = 0;
    }
  }
}
