package dev.edgekeep.edge.compress;

import io.netty.buffer.ByteBuf;

/**
 * Compresses one body into direct buffers. Any number of {@link #encode} and {@link #flush}, then
 * {@link #finish}; {@link #close} at any point, once, gives the native memory back. One thread.
 */
interface Encoder {
  /** Compresses the bytes of {@code in}, which stay the caller's, and appends to {@code out}. */
  void encode(ByteBuf in, ByteBuf out);

  /** Appends what is missing to decode all bytes so far. */
  void flush(ByteBuf out);

  /** Appends the end. */
  void finish(ByteBuf out);

  void close();
}
