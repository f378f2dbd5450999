package dev.edgekeep.keyless;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Splits a stream of bytes into frames and reads them, without I/O: the caller keeps the bytes that
 * have not made up a whole frame yet, at most {@link #MAX_FRAME_BYTES}. Immutable; any thread.
 */
public final class FrameReader {
  /** The longest frame, header included. */
  public static final int MAX_FRAME_BYTES = Message.HEADER_BYTES + Message.MAX_BODY_BYTES;

  /** For a client: a server that speaks another protocol is found out by its first byte. */
  public static final FrameReader VERSION_1 = new FrameReader(true);

  /** For a server: deployed peers accept every version of a request, and so does this. */
  public static final FrameReader ANY_VERSION = new FrameReader(false);

  private final boolean requiresVersion;

  private FrameReader(boolean requiresVersion) {
    this.requiresVersion = requiresVersion;
  }

  /**
   * Reads the frame at the buffer's position.
   *
   * @param in its position moves behind the frame, and stays when there is no whole frame
   * @return null when the frame is not whole yet
   * @throws MalformedMessageException when the bytes are not a frame, or its items cannot be read;
   *     nothing after it can be trusted
   */
  public @Nullable Message next(ByteBuffer in) throws MalformedMessageException {
    int start = in.position();
    if (requiresVersion && in.hasRemaining() && in.get(start) != Message.MAJOR_VERSION) {
      // Another protocol would be mistaken for the beginning of a long frame.
      throw new MalformedMessageException(
          0, "a frame of version %d, and not 1".formatted(in.get(start) & 0xff));
    }
    if (in.remaining() < Message.HEADER_BYTES) {
      return null;
    }
    int length = frameBytes(in);
    if (in.remaining() < length) {
      return null;
    }
    int limit = in.limit();
    try {
      return Message.read(in.limit(start + length));
    } finally {
      in.limit(limit).position(start + length);
    }
  }

  /**
   * The length of a whole frame, header included.
   *
   * @param header from its position on; at least {@link Message#HEADER_BYTES} bytes
   */
  public static int frameBytes(ByteBuffer header) {
    int body = header.getShort(header.position() + Message.LENGTH_OFFSET) & 0xffff;
    return Message.HEADER_BYTES + body;
  }
}
