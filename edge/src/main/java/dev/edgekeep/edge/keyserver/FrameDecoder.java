package dev.edgekeep.edge.keyserver;

import dev.edgekeep.keyless.FrameReader;
import dev.edgekeep.keyless.MalformedMessageException;
import dev.edgekeep.keyless.Message;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.ByteBuffer;
import java.util.List;

/** Turns the bytes of a key server into messages, by {@link FrameReader}. Event loop only. */
final class FrameDecoder extends ByteToMessageDecoder {
  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    ByteBuffer bytes = in.internalNioBuffer(in.readerIndex(), in.readableBytes());
    int start = bytes.position();
    try {
      Message message = FrameReader.VERSION_1.next(bytes);
      if (message != null) {
        in.skipBytes(bytes.position() - start);
        out.add(message);
      }
    } catch (MalformedMessageException e) {
      throw new CorruptedFrameException("it sent a malformed frame: " + e.getMessage());
    }
  }
}
