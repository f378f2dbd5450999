package dev.edgekeep.edge.message;

import io.netty.buffer.ByteBuf;

/**
 * Finds the end of a head that arrives in pieces. Every byte is examined once, so that a head sent
 * byte by byte costs no more than any other. One thread.
 */
public final class HeadScanner {
  private int scanned;
  private int lineStart;

  /**
   * The length of the head at the reader index, its empty line included; -1 if more must arrive.
   *
   * @throws BadMessage 400 for a line that ends without CR (RFC 9112 §2.2 allows to refuse it); 414
   *     or 431 when the first line, or the head, does not end within {@code limit} bytes
   */
  public int find(ByteBuf in, int limit) throws BadMessage {
    int base = in.readerIndex();
    int end = Math.min(in.readableBytes(), limit);
    while (scanned < end) {
      int lineFeed = in.indexOf(base + scanned, base + end, (byte) '\n');
      if (lineFeed < 0) {
        scanned = end;
        break;
      }
      int at = lineFeed - base;
      if (at == 0 || in.getByte(lineFeed - 1) != '\r') {
        throw new BadMessage(400, "a line that ends in LF without CR");
      }
      scanned = at + 1;
      if (at - lineStart == 1) {
        reset();
        return at + 1;
      }
      lineStart = at + 1;
    }
    if (end == limit) {
      throw lineStart == 0
          ? new BadMessage(414, "a first line longer than " + limit + " bytes")
          : new BadMessage(431, "a head longer than " + limit + " bytes");
    }
    return -1;
  }

  /** Returns whether part of a head has been seen. */
  public boolean isStarted() {
    return scanned > 0;
  }

  private void reset() {
    scanned = 0;
    lineStart = 0;
  }
}
