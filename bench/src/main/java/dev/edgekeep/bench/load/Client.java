package dev.edgekeep.bench.load;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One client connection, that sends the same request whenever it is told to. Event loop only. */
abstract class Client extends ByteToMessageDecoder {
  private Owner owner;
  private @Nullable ChannelHandlerContext context;
  private boolean closing;

  /** Who uses the connection. Called on the event loop. */
  interface Owner {
    /** The handshake is done: requests may be sent. */
    void opened(Client client);

    /**
     * A request was answered, whole, with status 200.
     *
     * @param startNanos what was said when it was sent
     */
    void answered(Client client, long startNanos);

    /** The connection is closed, as was asked. */
    default void closed() {}

    /** No connection, no handshake, another answer, or an early end. */
    void failed(Throwable cause);
  }

  Client(Owner owner) {
    this.owner = owner;
  }

  /** Sends a request; {@code startNanos} comes back with the answer. */
  abstract void send(long startNanos);

  /** Begins the protocol, when TLS stands. */
  void begin(ChannelHandlerContext ctx) {}

  final void ownedBy(Owner next) {
    owner = next;
  }

  final Owner owner() {
    return owner;
  }

  final ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("not connected");
    }
    return context;
  }

  final void close() {
    closing = true;
    context().close();
  }

  final void fail(String what) {
    fail(new IOException(what));
  }

  private void fail(Throwable cause) {
    if (!closing) {
      closing = true;
      owner.failed(cause);
      context().close();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        begin(ctx);
        owner.opened(this);
      } else {
        fail(handshake.cause());
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (closing) {
      owner.closed();
    } else {
      fail("the server closed the connection");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(cause);
  }
}
