package dev.edgekeep.edge.compress;

import com.aayushatharva.brotli4j.encoder.Encoder.Mode;
import com.aayushatharva.brotli4j.encoder.EncoderJNI;
import com.aayushatharva.brotli4j.encoder.EncoderJNI.Operation;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** RFC 7932, with a window of 256 KiB for about 1 MiB of native memory. */
final class BrotliEncoder implements Encoder {
  private static final int QUALITY = 4;
  private static final int WINDOW_LOG = 18;
  private static final int INPUT = 16 * 1024;

  private final EncoderJNI.Wrapper brotli;

  BrotliEncoder() {
    try {
      brotli = new EncoderJNI.Wrapper(INPUT, QUALITY, WINDOW_LOG, Mode.GENERIC);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void encode(ByteBuf in, ByteBuf out) {
    int index = in.readerIndex();
    while (index < in.writerIndex()) {
      ByteBuffer input = brotli.getInputBuffer();
      input.clear();
      int count = Math.min(input.remaining(), in.writerIndex() - index);
      input.limit(count);
      in.getBytes(index, input);
      index += count;
      push(Operation.PROCESS, count, out);
    }
  }

  private void push(Operation operation, int bytes, ByteBuf out) {
    brotli.push(operation, bytes);
    boolean isDone = false;
    while (!isDone) {
      if (!brotli.isSuccess()) {
        throw new IllegalStateException("the Brotli encoder failed");
      }
      if (brotli.hasMoreOutput()) {
        out.writeBytes(brotli.pull());
      } else if (brotli.hasRemainingInput()) {
        brotli.push(operation, 0);
      } else {
        isDone = true;
      }
    }
  }

  @Override
  public void flush(ByteBuf out) {
    push(Operation.FLUSH, 0, out);
  }

  @Override
  public void finish(ByteBuf out) {
    push(Operation.FINISH, 0, out);
  }

  @Override
  public void close() {
    brotli.destroy();
  }
}
