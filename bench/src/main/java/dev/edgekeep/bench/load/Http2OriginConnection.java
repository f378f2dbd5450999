package dev.edgekeep.bench.load;

import static dev.edgekeep.bench.load.Http2Frames.ACK;
import static dev.edgekeep.bench.load.Http2Frames.DATA;
import static dev.edgekeep.bench.load.Http2Frames.DEFAULT_WINDOW;
import static dev.edgekeep.bench.load.Http2Frames.END_HEADERS;
import static dev.edgekeep.bench.load.Http2Frames.END_STREAM;
import static dev.edgekeep.bench.load.Http2Frames.HEADERS;
import static dev.edgekeep.bench.load.Http2Frames.MAX_WINDOW;
import static dev.edgekeep.bench.load.Http2Frames.PING;
import static dev.edgekeep.bench.load.Http2Frames.SETTINGS;
import static dev.edgekeep.bench.load.Http2Frames.SETTING_INITIAL_WINDOW;
import static dev.edgekeep.bench.load.Http2Frames.WINDOW_UPDATE;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A connection to the origin over HTTP/2. It does not look into heads: a request without a body
 * gets 1 KiB, one with a body the same bytes as a message of gRPC. Answers are far smaller than any
 * window, so windows are not counted.
 */
final class Http2OriginConnection extends ByteToMessageDecoder {
  private static final int BODY = 1_024;
  private static final int CONTENT_LENGTH = 28;
  private static final int CONTENT_TYPE = 31;
  private static final byte[] HEAD = head(CONTENT_LENGTH, Integer.toString(BODY));
  private static final byte[] GRPC_HEAD = head(CONTENT_TYPE, "application/grpc");
  private static final byte[] GRPC_TRAILERS = trailers();

  private final Map<Integer, ByteBuf> messages = new HashMap<>();
  private boolean hasPreface;
  private int received;

  private static byte[] head(int nameIndex, String value) {
    ByteBuf block = Unpooled.buffer().writeByte(Http2Frames.STATUS_200);
    Http2Frames.literal(block, nameIndex, value);
    return ByteBufUtil.getBytes(block);
  }

  private static byte[] trailers() {
    ByteBuf block = Unpooled.buffer();
    Http2Frames.literal(block, "grpc-status", "0");
    return ByteBufUtil.getBytes(block);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ByteBuf out = ctx.alloc().directBuffer();
    Http2Frames.frame(out, 6, SETTINGS, 0, 0);
    out.writeShort(SETTING_INITIAL_WINDOW).writeInt(MAX_WINDOW);
    grant(out, MAX_WINDOW - DEFAULT_WINDOW);
    ctx.writeAndFlush(out);
  }

  private static void grant(ByteBuf out, int bytes) {
    Http2Frames.frame(out, Integer.BYTES, WINDOW_UPDATE, 0, 0);
    out.writeInt(bytes);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (!hasPreface) {
      if (in.readableBytes() < Http2Frames.PREFACE.length()) {
        return;
      }
      in.skipBytes(Http2Frames.PREFACE.length());
      hasPreface = true;
    }
    if (in.readableBytes() < Http2Frames.HEAD) {
      return;
    }
    int start = in.readerIndex();
    int length = in.getUnsignedMedium(start);
    if (in.readableBytes() < Http2Frames.HEAD + length) {
      return;
    }
    byte type = in.getByte(start + 3);
    int flags = in.getByte(start + 4);
    int stream = in.getInt(start + 5);
    in.skipBytes(Http2Frames.HEAD);
    received(ctx, in.readSlice(length), type, flags, stream);
  }

  private void received(
      ChannelHandlerContext ctx, ByteBuf payload, byte type, int flags, int stream) {
    switch (type) {
      case HEADERS -> {
        if ((flags & END_STREAM) != 0) {
          answer(ctx, stream);
        }
      }
      case DATA -> {
        ByteBuf message = messages.computeIfAbsent(stream, id -> ctx.alloc().directBuffer());
        message.writeBytes(payload);
        received += payload.writerIndex();
        if ((flags & END_STREAM) != 0) {
          messages.remove(stream);
          repeat(ctx, stream, message);
        }
      }
      case SETTINGS, PING -> {
        if ((flags & ACK) == 0) {
          ByteBuf ack = ctx.alloc().directBuffer();
          int size = type == PING ? payload.readableBytes() : 0;
          Http2Frames.frame(ack, size, type, ACK, 0);
          ctx.write(ack.writeBytes(payload, size));
        }
      }
      default -> {
        // Windows, resets of streams that are answered already, and frames that may be ignored.
      }
    }
  }

  private static void answer(ChannelHandlerContext ctx, int stream) {
    ByteBuf out = ctx.alloc().directBuffer();
    Http2Frames.frame(out, HEAD.length, HEADERS, END_HEADERS, stream);
    out.writeBytes(HEAD);
    Http2Frames.frame(out, BODY, DATA, END_STREAM, stream);
    ctx.write(out.writeZero(BODY));
  }

  private void repeat(ChannelHandlerContext ctx, int stream, ByteBuf message) {
    ByteBuf out = ctx.alloc().directBuffer();
    if (received >= MAX_WINDOW / 2) {
      grant(out, received);
      received = 0;
    }
    Http2Frames.frame(out, GRPC_HEAD.length, HEADERS, END_HEADERS, stream);
    out.writeBytes(GRPC_HEAD);
    Http2Frames.frame(out, message.readableBytes(), DATA, 0, stream);
    out.writeBytes(message);
    message.release();
    Http2Frames.frame(out, GRPC_TRAILERS.length, HEADERS, END_HEADERS | END_STREAM, stream);
    ctx.write(out.writeBytes(GRPC_TRAILERS));
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    ctx.flush();
    super.channelReadComplete(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    messages.values().forEach(ByteBuf::release);
    messages.clear();
    super.channelInactive(ctx);
  }

  /** The server in front of the origin disconnected. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
