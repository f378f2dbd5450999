package dev.edgekeep.edge.proxyprotocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * A header as bytes, to be sent: a value that is equal to another with the same bytes. Immutable.
 */
public final class EncodedHeader {
  private final byte[] bytes;

  EncodedHeader(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The bytes, which the receiver only reads. */
  public ByteBuf toBuffer() {
    return Unpooled.wrappedBuffer(bytes).asReadOnly();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EncodedHeader that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
