package dev.edgekeep.edge.compress;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** RFC 1952, by the JDK's zlib: about 260 KiB of native memory. */
final class GzipEncoder implements Encoder {
  private static final int LEVEL = 5;
  private static final int OUTPUT = 8 * 1024;

  /** Magic, deflate, no flags, no time, no hint, unknown system. */
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};

  private final Deflater deflater = new Deflater(LEVEL, true);
  private final CRC32 crc = new CRC32();
  private boolean hasBegun;

  @Override
  public void encode(ByteBuf in, ByteBuf out) {
    begin(out);
    for (ByteBuffer part : in.nioBuffers()) {
      crc.update(part.duplicate());
      deflater.setInput(part);
      while (!deflater.needsInput()) {
        deflate(out, Deflater.NO_FLUSH);
      }
    }
  }

  private void begin(ByteBuf out) {
    if (!hasBegun) {
      hasBegun = true;
      out.writeBytes(HEADER);
    }
  }

  /** Returns whether there was room for all. */
  private boolean deflate(ByteBuf out, int flush) {
    out.ensureWritable(OUTPUT);
    ByteBuffer room = out.nioBuffer(out.writerIndex(), out.writableBytes());
    int count = deflater.deflate(room, flush);
    out.writerIndex(out.writerIndex() + count);
    return room.hasRemaining();
  }

  @Override
  public void flush(ByteBuf out) {
    begin(out);
    boolean isDone = false;
    while (!isDone) {
      isDone = deflate(out, Deflater.SYNC_FLUSH);
    }
  }

  @Override
  public void finish(ByteBuf out) {
    begin(out);
    deflater.finish();
    while (!deflater.finished()) {
      deflate(out, Deflater.NO_FLUSH);
    }
    out.writeIntLE((int) crc.getValue());
    out.writeIntLE((int) deflater.getBytesRead());
  }

  @Override
  public void close() {
    deflater.end();
  }
}
