package dev.edgekeep.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * A connection with concurrent requests, identified by numbers. Requests that are sent while
 * responses are read leave in one packet. Event loop only.
 */
abstract class PipelinedClient extends Client {
  /** More than the number of concurrent requests on any connection. */
  private static final int SLOTS = 1_024;

  private final long[] starts = new long[SLOTS];
  private boolean reading;

  PipelinedClient(Owner owner) {
    super(owner);
  }

  /** Sends a request. */
  final void send(ByteBuf request, int number, long startNanos) {
    starts[number & (SLOTS - 1)] = startNanos;
    context().write(request);
    if (!reading) {
      context().flush();
    }
  }

  /** The request with this number was answered. */
  final void answered(int number) {
    owner().answered(this, starts[number & (SLOTS - 1)]);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    reading = true;
    super.channelRead(ctx, message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    reading = false;
    ctx.flush();
    super.channelReadComplete(ctx);
  }
}
