package dev.edgekeep.keyserver.serve;

import dev.edgekeep.keyless.MalformedMessageException;
import dev.edgekeep.keyless.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/** Splits what comes into frames, without copying those that came whole. Event loop only. */
final class FrameReader {
  private @Nullable ByteBuf pending;

  /** Takes over what was read. */
  void add(ByteBufAllocator allocator, ByteBuf bytes) {
    pending =
        pending == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(
                allocator, pending.discardSomeReadBytes(), bytes);
  }

  /**
   * The next request; null when none is there whole.
   *
   * @throws MalformedMessageException when what is there is none; nothing after it can be trusted
   */
  @Nullable Message next() throws MalformedMessageException {
    ByteBuf in = pending;
    if (in == null || in.readableBytes() < Message.HEADER_BYTES) {
      return null;
    }
    int start = in.readerIndex();
    int bytes = Message.HEADER_BYTES + in.getUnsignedShort(start + Message.LENGTH_OFFSET);
    if (in.readableBytes() < bytes) {
      return null;
    }
    Message message = Message.read(in.internalNioBuffer(start, bytes));
    in.skipBytes(bytes);
    if (!in.isReadable()) {
      release();
    }
    return message;
  }

  /** Forgets what is there. */
  void release() {
    if (pending != null) {
      pending.release();
      pending = null;
    }
  }
}
