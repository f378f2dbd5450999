package dev.edgekeep.edge.compress;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;

/** RFC 8878, with a window far below the 8 MiB that every client has (RFC 9659 §3). */
final class ZstdEncoder implements Encoder {
  private static final int LEVEL = 3;

  /** 256 KiB, for about 1 MiB of native memory. */
  private static final int WINDOW_LOG = 18;

  private static final int OUTPUT = 8 * 1024;

  private final ZstdCompressCtx context =
      new ZstdCompressCtx().setLevel(LEVEL).setWindowLog(WINDOW_LOG).setChecksum(false);

  @Override
  public void encode(ByteBuf in, ByteBuf out) {
    if (!in.isDirect()) {
      ByteBuf direct = in.alloc().directBuffer(in.readableBytes());
      try {
        direct.writeBytes(in, in.readerIndex(), in.readableBytes());
        encodeDirect(direct, out);
      } finally {
        direct.release();
      }
    } else {
      encodeDirect(in, out);
    }
  }

  private void encodeDirect(ByteBuf in, ByteBuf out) {
    for (ByteBuffer part : in.nioBuffers()) {
      while (part.hasRemaining()) {
        compress(part, out, EndDirective.CONTINUE);
      }
    }
  }

  /** Returns whether nothing is left to be written for the directive. */
  private boolean compress(ByteBuffer in, ByteBuf out, EndDirective directive) {
    out.ensureWritable(OUTPUT);
    ByteBuffer room = out.nioBuffer(out.writerIndex(), out.writableBytes());
    boolean isDone = context.compressDirectByteBufferStream(room, in, directive);
    out.writerIndex(out.writerIndex() + room.position());
    return isDone;
  }

  private void complete(ByteBuf out, EndDirective directive) {
    ByteBuffer nothing = Unpooled.EMPTY_BUFFER.nioBuffer();
    boolean isDone = false;
    while (!isDone) {
      isDone = compress(nothing, out, directive);
    }
  }

  @Override
  public void flush(ByteBuf out) {
    complete(out, EndDirective.FLUSH);
  }

  @Override
  public void finish(ByteBuf out) {
    complete(out, EndDirective.END);
  }

  @Override
  public void close() {
    context.close();
  }
}
