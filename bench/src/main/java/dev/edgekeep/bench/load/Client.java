package dev.edgekeep.bench.load;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A client connection that sends the same request on each call. Event loop only. */
abstract class Client extends ByteToMessageDecoder {
  private Owner owner;
  private @Nullable ChannelHandlerContext context;
  private boolean closing;

  /** The user of the connection. Called on the event loop. */
  interface Owner {
    /** The handshake is done: requests may be sent. */
    void opened(Client client);

    /**
     * A request was answered completely, with status 200.
     *
     * @param startNanos the value passed when it was sent
     */
    void answered(Client client, long startNanos);

    /** The connection is closed, as requested. */
    default void closed() {}

    /**
     * The connection or handshake failed, the response was unexpected, or the connection closed
     * early.
     */
    void failed(Throwable cause);
  }

  Client(Owner owner) {
    this.owner = owner;
  }

  /** Sends a request; {@code startNanos} is passed back with the response. */
  abstract void send(long startNanos);

  /** Starts the protocol after the TLS handshake. */
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
