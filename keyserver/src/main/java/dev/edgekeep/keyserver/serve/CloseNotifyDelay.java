package dev.edgekeep.keyserver.serve;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an edge's close_notify from the TLS engine until the requests before it are answered: the
 * engine ends both directions with it, and a close_notify ends only the sender's (RFC 8446 §6.1).
 * The alert is encrypted, so that it is told by its length: a last record that is as short as an
 * alert waits while there is something to answer. Event loop only.
 */
final class CloseNotifyDelay extends ChannelInboundHandlerAdapter {
  private static final int HEADER_BYTES = 5;
  private static final int LENGTH_OFFSET = 3;
  private static final int ALERT = 21;
  private static final int APPLICATION_DATA = 23;

  /**
   * The longest alert of TLS 1.3: level, description, content type and the tag of every suite that
   * we have, with the padding that the JDK adds. A request of that length waits as well, which
   * harms nobody: peers fill requests up to 1,024 bytes.
   */
  private static final int MAX_ALERT_BYTES = 2 + 1 + 16 + 16;

  private BooleanSupplier isBusy = () -> false;
  private @Nullable ChannelHandlerContext ctx;
  private @Nullable ByteBuf held;

  /** What is left to come of a record whose beginning went on. */
  private int rest;

  /** Delays for as long as {@code isBusy}; {@link #release} is to be called when it is over. */
  void delayWhile(BooleanSupplier isBusy) {
    this.isBusy = isBusy;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (held != null) {
      in = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, in);
      held = null;
    }
    int bytes = passing(in) - in.readerIndex();
    if (bytes == in.readableBytes()) {
      ctx.fireChannelRead(in);
    } else {
      held = in;
      if (bytes > 0) {
        ctx.fireChannelRead(in.readRetainedSlice(bytes));
      }
    }
  }

  /** The index up to which bytes go on. */
  private int passing(ByteBuf in) {
    int end = in.writerIndex();
    int at = in.readerIndex() + Math.min(rest, in.readableBytes());
    rest -= at - in.readerIndex();
    while (end - at >= HEADER_BYTES) {
      int bytes = recordBytes(in, at);
      if (mayBeAlert(in, at) && end - at <= bytes) {
        return at;
      }
      if (end - at < bytes) {
        rest = bytes - (end - at);
        return end;
      }
      at += bytes;
    }
    return at;
  }

  private static int recordBytes(ByteBuf in, int at) {
    return HEADER_BYTES + in.getUnsignedShort(at + LENGTH_OFFSET);
  }

  private static boolean mayBeAlert(ByteBuf in, int at) {
    int type = in.getUnsignedByte(at);
    return type == ALERT
        || (type == APPLICATION_DATA && in.getUnsignedShort(at + LENGTH_OFFSET) <= MAX_ALERT_BYTES);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    release();
  }

  /** Lets go on what waits, unless there is something to answer still. */
  void release() {
    ByteBuf waiting = held;
    if (waiting == null
        || ctx == null
        || waiting.readableBytes() < HEADER_BYTES
        || isBusy.getAsBoolean()) {
      return;
    }
    rest = recordBytes(waiting, waiting.readerIndex()) - waiting.readableBytes();
    held = null;
    ctx.fireChannelRead(waiting);
    ctx.fireChannelReadComplete();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (held != null) {
      held.release();
      held = null;
    }
  }
}
