package dev.edgekeep.keyserver.serve;

import dev.edgekeep.keyless.Message;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** Collects answers, so that all that are ready leave together. Event loop only. */
final class AnswerBuffer {
  /** The size of one TLS record, whose overhead the answers share. */
  private static final int TYPICAL_BYTES = 16 * 1024;

  private static final int MOST_BYTES = 64 * 1024;

  private final Channel channel;
  private @Nullable ByteBuf out;

  AnswerBuffer(Channel channel) {
    this.channel = channel;
  }

  /** Adds an answer; sends all when there are many. */
  void add(Message answer) {
    int bytes = answer.frameBytes();
    ByteBuf buffer = out;
    if (buffer == null) {
      buffer = channel.alloc().directBuffer(Math.max(bytes, TYPICAL_BYTES));
      out = buffer;
    }
    buffer.ensureWritable(bytes);
    answer.write(buffer.internalNioBuffer(buffer.writerIndex(), bytes));
    buffer.writerIndex(buffer.writerIndex() + bytes);
    if (buffer.readableBytes() >= MOST_BYTES) {
      flush();
    }
  }

  /** Sends the answers. */
  void flush() {
    if (out != null) {
      ByteBuf buffer = out;
      out = null;
      channel.writeAndFlush(buffer, channel.voidPromise());
    }
  }

  /** Drops the answers. */
  void release() {
    if (out != null) {
      out.release();
      out = null;
    }
  }
}
