package dev.edgekeep.edge.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the chunked coding (RFC 9112 §7.1). */
public final class Chunks {
  private static final ByteBuf CRLF = constant("\r\n");
  private static final ByteBuf LAST = constant("0\r\n\r\n");

  private Chunks() {}

  private static ByteBuf constant(String text) {
    return Unpooled.unreleasableBuffer(
        Unpooled.directBuffer(text.length())
            .writeBytes(text.getBytes(StandardCharsets.US_ASCII))
            .asReadOnly());
  }

  /** The line before {@code size} bytes of data. The size must not be 0. */
  public static ByteBuf head(ByteBufAllocator allocator, int size) {
    ByteBuf out = allocator.buffer(10);
    out.writeCharSequence(Integer.toHexString(size), StandardCharsets.US_ASCII);
    return out.writeShort(('\r' << 8) | '\n');
  }

  /** The line end after the data. */
  public static ByteBuf tail() {
    return CRLF.duplicate();
  }

  /** The last chunk and the trailers. */
  public static ByteBuf last(ByteBufAllocator allocator, @Nullable Fields trailers) {
    if (trailers == null) {
      return LAST.duplicate();
    }
    ByteBuf out = allocator.buffer(trailers.encodedSize() + 5);
    out.writeCharSequence("0\r\n", StandardCharsets.US_ASCII);
    trailers.writeTo(out);
    return out.writeShort(('\r' << 8) | '\n');
  }
}
