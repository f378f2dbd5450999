package dev.edgekeep.keyserver.serve;

import dev.edgekeep.keyless.FrameReader;
import dev.edgekeep.keyless.MalformedMessageException;
import dev.edgekeep.keyless.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an edge that have not been read as frames yet. Frames that came whole are not
 * copied. Reading one frame at a time is what lets a connection stop while too much is under way.
 * Event loop only.
 */
final class FrameBuffer {
  private @Nullable ByteBuf pending;

  /** Takes over the bytes of one read. */
  void add(ByteBufAllocator allocator, ByteBuf bytes) {
    pending =
        pending == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(
                allocator, pending.discardSomeReadBytes(), bytes);
  }

  /**
   * Removes the next frame.
   *
   * @return null when no frame is there whole
   * @throws MalformedMessageException as {@link FrameReader#next}
   */
  @Nullable Message next() throws MalformedMessageException {
    ByteBuf in = pending;
    if (in == null) {
      return null;
    }
    ByteBuffer bytes = in.internalNioBuffer(in.readerIndex(), in.readableBytes());
    int start = bytes.position();
    Message message = FrameReader.ANY_VERSION.next(bytes);
    in.skipBytes(bytes.position() - start);
    if (!in.isReadable()) {
      release();
    }
    return message;
  }

  /** Drops the bytes. */
  void release() {
    if (pending != null) {
      pending.release();
      pending = null;
    }
  }
}
