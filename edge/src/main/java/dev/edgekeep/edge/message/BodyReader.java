package dev.edgekeep.edge.message;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of one message after another from bytes that arrive in pieces, by its framing (RFC
 * 9112 §6 and §7.1). Chunks are read strictly: hexadecimal size, CRLF after size and data. One
 * thread.
 */
public final class BodyReader {
  /** The longest line of a chunk's size and extensions; extensions are dropped. */
  private static final int MAX_SIZE_LINE = 256;

  private static final int MAX_SIZE_DIGITS = 15;

  private enum Part {
    DATA,
    CHUNK_SIZE,
    CHUNK_DATA,
    CHUNK_END,
    TRAILERS,
    DONE
  }

  private int trailerLimit;
  private final HeadScanner trailerScanner = new HeadScanner();
  private Part part = Part.DONE;
  private long remaining;
  private boolean untilClose;
  private @Nullable Fields trailers;

  /** Reads trailer sections of at most {@code trailerLimit} bytes. */
  public BodyReader(int trailerLimit) {
    this.trailerLimit = trailerLimit;
  }

  /** Sets the maximum size of the next trailer sections. */
  public void limitTrailers(int bytes) {
    trailerLimit = bytes;
  }

  /** Begins with a body of {@code length} bytes, or one of {@link BodyLength}. */
  public void begin(long length) {
    trailers = null;
    untilClose = length == BodyLength.UNTIL_CLOSE;
    remaining = length;
    if (length == BodyLength.CHUNKED) {
      part = Part.CHUNK_SIZE;
    } else {
      part = length == BodyLength.NONE ? Part.DONE : Part.DATA;
    }
  }

  /** Returns whether the body is complete. */
  public boolean isDone() {
    return part == Part.DONE;
  }

  /** The trailers of a complete chunked body; null when there are none. */
  public @Nullable Fields trailers() {
    return trailers;
  }

  /**
   * The peer has closed.
   *
   * @return whether the body is complete
   */
  public boolean endOfInput() {
    if (untilClose) {
      part = Part.DONE;
    }
    return part == Part.DONE;
  }

  /**
   * The next bytes of the body, a retained slice; null if it is complete or more must arrive.
   *
   * @throws BadMessage when the chunks are malformed
   */
  public @Nullable ByteBuf next(ByteBuf in) throws BadMessage {
    while (true) {
      switch (part) {
        case DONE -> {
          return null;
        }
        case DATA -> {
          return data(in, Part.DONE);
        }
        case CHUNK_DATA -> {
          return data(in, Part.CHUNK_END);
        }
        case CHUNK_SIZE -> {
          if (!readSize(in)) {
            return null;
          }
        }
        case CHUNK_END -> {
          if (!readChunkEnd(in)) {
            return null;
          }
        }
        case TRAILERS -> {
          readTrailers(in);
          return null;
        }
      }
    }
  }

  private @Nullable ByteBuf data(ByteBuf in, Part after) {
    int readable = in.readableBytes();
    if (readable == 0) {
      return null;
    }
    if (untilClose) {
      return in.readRetainedSlice(readable);
    }
    int length = (int) Math.min(readable, remaining);
    remaining -= length;
    if (remaining == 0) {
      part = after;
    }
    return in.readRetainedSlice(length);
  }

  private boolean readSize(ByteBuf in) throws BadMessage {
    int start = in.readerIndex();
    int searched = Math.min(in.readableBytes(), MAX_SIZE_LINE);
    int lineFeed = in.indexOf(start, start + searched, (byte) '\n');
    if (lineFeed < 0) {
      if (searched == MAX_SIZE_LINE) {
        throw new BadMessage(400, "a chunk size line longer than " + MAX_SIZE_LINE + " bytes");
      }
      return false;
    }
    remaining = chunkSize(in, start, lineFeed);
    in.readerIndex(lineFeed + 1);
    part = remaining == 0 ? Part.TRAILERS : Part.CHUNK_DATA;
    return true;
  }

  private static long chunkSize(ByteBuf in, int start, int lineFeed) throws BadMessage {
    int end = lineFeed - 1;
    int at = start;
    long size = 0;
    while (at < end && Character.digit(in.getByte(at), 16) >= 0) {
      size = size * 16 + Character.digit(in.getByte(at), 16);
      at++;
    }
    if (at == start || at - start > MAX_SIZE_DIGITS) {
      throw new BadMessage(400, "a chunk without a proper size");
    }
    if (at < end && in.getByte(at) != ';') {
      throw new BadMessage(400, "a chunk size followed by something else than an extension");
    }
    while (at < end) {
      byte b = in.getByte(at++);
      if (b >= 0 && b < ' ' && b != '\t') {
        throw new BadMessage(400, "a control character in a chunk extension");
      }
    }
    if (end < start || in.getByte(end) != '\r') {
      throw new BadMessage(400, "a chunk size line that ends in LF without CR");
    }
    return size;
  }

  private boolean readChunkEnd(ByteBuf in) throws BadMessage {
    if (in.readableBytes() < 2) {
      return false;
    }
    if (in.readByte() != '\r' || in.readByte() != '\n') {
      throw new BadMessage(400, "a chunk longer than its size");
    }
    part = Part.CHUNK_SIZE;
    return true;
  }

  private void readTrailers(ByteBuf in) throws BadMessage {
    int length = trailerScanner.find(in, trailerLimit);
    if (length >= 0) {
      Fields read = FieldParser.trailers(in, length);
      trailers = read.size() == 0 ? null : read;
      part = Part.DONE;
    }
  }
}
