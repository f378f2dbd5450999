package dev.edgekeep.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ClientHello, has the server choose a context, and gives way to the engine of that
 * context. A client that is refused here gets the alert and leaves one event. Event loop only.
 */
final class HelloHandler extends ByteToMessageDecoder {
  private final TlsAcceptor acceptor;
  private final ServerConnection server;
  private final HandshakeHandler handshakes;

  private @Nullable ServerProtocol protocol;
  private @Nullable HelloReader reader;
  private Phase phase = Phase.READING;

  private enum Phase {
    READING,
    /** The ClientHello is complete, and the context is on its way. */
    CHOSEN,
    REFUSED
  }

  HelloHandler(TlsAcceptor acceptor, ServerConnection server, HandshakeHandler handshakes) {
    this.acceptor = acceptor;
    this.server = server;
    this.handshakes = handshakes;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    switch (phase) {
      case READING -> read(ctx, in);
      case CHOSEN -> {} // for the engine, once it is there
      case REFUSED -> in.skipBytes(in.readableBytes());
    }
  }

  private void read(ChannelHandlerContext ctx, ByteBuf in) {
    if (reader == null) {
      protocol = acceptor.recognize(in);
      if (protocol == null) {
        return;
      }
      reader = protocol.newHelloReader();
    }
    try {
      ClientHello hello = reader.read(in);
      if (hello != null && protocol != null) {
        phase = Phase.CHOSEN;
        handshakes.helloRead();
        choose(ctx, protocol, hello, true);
      }
    } catch (HandshakeRefusedException e) {
      ByteBuf answer = null;
      if (e.refusal() instanceof Refusal.ForReason(RefusalReason reason, String _, Alert _)
          && reason == RefusalReason.NOT_TLS
          && HelloRecords.isPlainText(in)) {
        answer = acceptor.plainTextAnswer();
      }
      refuse(ctx, e.refusal(), answer);
    }
  }

  /**
   * @param again whether to choose once more when the context has been released meanwhile
   */
  private void choose(
      ChannelHandlerContext ctx, ServerProtocol protocol, ClientHello hello, boolean again)
      throws HandshakeRefusedException {
    Future<ServerContext> context = server.choose(protocol, hello, ctx);
    if (context.isDone()) {
      begin(ctx, protocol, hello, context, again);
      return;
    }
    // Nothing needs to be read before the server has answered.
    ctx.channel().config().setAutoRead(false);
    context.addListener((Future<ServerContext> built) -> {
      if (ctx.isRemoved()) {
        return;
      }
      ctx.channel().config().setAutoRead(true);
      try {
        begin(ctx, protocol, hello, built, again);
      } catch (HandshakeRefusedException e) {
        refuse(ctx, e.refusal(), null);
      }
    });
  }

  private void begin(
      ChannelHandlerContext ctx,
      ServerProtocol protocol,
      ClientHello hello,
      Future<ServerContext> context,
      boolean again)
      throws HandshakeRefusedException {
    Throwable failure = context.cause();
    if (failure == null) {
      try {
        ServerContext chosen = context.getNow();
        Handshake handshake = new Handshake(ctx.channel(), server, hello, chosen.profile());
        TlsEngine engine = chosen.newEngine(handshake);
        if (engine != null) {
          handshakes.begin(handshake, engine);
          ctx.pipeline().replace(this, "tls", engine.handler());
          return;
        }
        if (again) {
          choose(ctx, protocol, hello, false);
          return;
        }
        failure = new IllegalStateException("it has been released");
      } catch (TlsContextException e) {
        failure = e;
      }
    }
    throw new HandshakeRefusedException(
        RefusalReason.INTERNAL,
        "the TLS context cannot be used: " + failure.getMessage(),
        Alert.INTERNAL_ERROR);
  }

  /**
   * @param answer goes to the client instead of the refusal's alert; null: the alert does
   */
  private void refuse(ChannelHandlerContext ctx, Refusal refusal, @Nullable ByteBuf answer) {
    phase = Phase.REFUSED;
    handshakes.refused(refusal);
    internalBuffer().skipBytes(internalBuffer().readableBytes());
    ByteBuf last = answer == null ? alert(ctx, refusal) : answer;
    ctx.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
  }

  private static ByteBuf alert(ChannelHandlerContext ctx, Refusal refusal) {
    Alert alert = refusal.alert();
    return alert == null ? Unpooled.EMPTY_BUFFER : alert.record(ctx.alloc());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      handshakes.clientLeft(ctx);
    } else {
      handshakes.refused(
          new Refusal.ForReason(
              RefusalReason.INTERNAL, "the ClientHello cannot be handled: " + cause));
    }
    ctx.close();
  }
}
