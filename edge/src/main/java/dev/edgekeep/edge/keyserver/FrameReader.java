package dev.edgekeep.edge.keyserver;

import dev.edgekeep.keyless.MalformedMessageException;
import dev.edgekeep.keyless.Message;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Splits what a key server sends into frames, and reads them. No more is kept than one frame, which
 * is 64 KiB at most.
 */
final class FrameReader extends ByteToMessageDecoder {
  private static final byte MAJOR_VERSION = 1;

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    int start = in.readerIndex();
    if (in.getByte(start) != MAJOR_VERSION) {
      // Else any other protocol would be taken for the beginning of a long frame.
      throw new CorruptedFrameException(
          "it sent a frame of version %d".formatted(in.getUnsignedByte(start)));
    }
    if (in.readableBytes() < Message.HEADER_BYTES) {
      return;
    }
    int length = Message.HEADER_BYTES + in.getUnsignedShort(start + Message.LENGTH_OFFSET);
    if (in.readableBytes() >= length) {
      out.add(read(in.nioBuffer(start, length)));
      in.skipBytes(length);
    }
  }

  private static Message read(ByteBuffer frame) {
    try {
      return Message.read(frame);
    } catch (MalformedMessageException e) {
      throw new CorruptedFrameException("it sent a malformed frame: " + e.getMessage());
    }
  }
}
