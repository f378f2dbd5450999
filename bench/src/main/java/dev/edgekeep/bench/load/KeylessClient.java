package dev.edgekeep.bench.load;

import dev.edgekeep.keyless.MalformedMessageException;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Status;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.util.List;

/**
 * A minimal client of a key server that repeats the same request. The first signature on each
 * connection is verified; of the others, only the status is checked.
 */
final class KeylessClient extends PipelinedClient {
  private static final int ID_OFFSET = 4;
  private static final int STATUS_OFFSET = 11; // The status is the first item of a response.

  private final SignatureRequest request;
  private final byte[] frame;
  private int nextId = 1;
  private boolean verified;

  KeylessClient(SignatureRequest request, Owner owner) {
    super(owner);
    this.request = request;
    this.frame = request.message(0).encoded();
  }

  @Override
  void send(long startNanos) {
    int id = nextId++;
    ByteBuf out = context().alloc().directBuffer(frame.length).writeBytes(frame);
    out.setInt(ID_OFFSET, id);
    send(out, id, startNanos);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws IOException, MalformedMessageException {
    if (in.readableBytes() < Message.HEADER_BYTES) {
      return;
    }
    int length =
        Message.HEADER_BYTES + in.getUnsignedShort(in.readerIndex() + Message.LENGTH_OFFSET);
    if (in.readableBytes() >= length) {
      received(in.readSlice(length));
    }
  }

  private void received(ByteBuf answer) throws IOException, MalformedMessageException {
    int start = answer.readerIndex();
    int id = answer.getInt(start + ID_OFFSET);
    int status = answer.getUnsignedByte(start + STATUS_OFFSET);
    if (status != Status.SUCCESS.code()) {
      throw new IOException("the key server answered " + Message.read(answer.nioBuffer()).error());
    }
    if (!verified) {
      request.verify(Message.read(answer.nioBuffer()).payload());
      verified = true;
    }
    answered(id);
  }
}
