package dev.edgekeep.edge.tls.toy;

import dev.edgekeep.tls.Alert;
import dev.edgekeep.tls.Handshake;
import dev.edgekeep.tls.ServerProfile;
import dev.edgekeep.tls.TlsEngine;
import dev.edgekeep.tls.TlsFailure;
import dev.edgekeep.tls.TlsSession;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageCodec;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection of {@link ToyProtocol}. */
final class ToyEngine extends ByteToMessageCodec<ByteBuf> implements TlsEngine {
  static final int MASK = 0x5a;

  private final ToyProtocol protocol;
  private final ServerProfile profile;
  private final Handshake handshake;
  private @Nullable List<byte[]> resumed;
  private boolean isDone;

  ToyEngine(ToyProtocol protocol, ServerProfile profile, Handshake handshake) {
    this.protocol = protocol;
    this.profile = profile;
    this.handshake = handshake;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (isDone) {
      out.add(masked(ctx, in));
      in.skipBytes(in.readableBytes());
      return;
    }
    ToyReader reader = new ToyReader(in.slice());
    reader.skip(ToyProtocol.MAGIC.length);
    int begin = in.readerIndex();
    String name = reader.text();
    String alpn = reader.text();
    byte[] session = reader.bytes(4);
    int length = ToyProtocol.MAGIC.length + 1 + name.length() + 1 + alpn.length() + session.length;
    List<byte[]> chain = new ArrayList<>();
    byte[] certificate = reader.value();
    while (certificate.length > 0 && !reader.isShort()) {
      chain.add(certificate);
      length += 2 + certificate.length;
      certificate = reader.value();
    }
    if (!reader.isShort()) {
      in.readerIndex(begin + length + 2);
      answer(ctx, session, chain);
    }
  }

  private void answer(ChannelHandlerContext ctx, byte[] session, List<byte[]> chain) {
    isDone = true;
    resumed = protocol.resume(session, profile);
    Alert alert = resumed == null ? alert(chain) : null;
    if (alert != null) {
      ctx.writeAndFlush(ctx.alloc().buffer(1).writeByte(alert.code()))
          .addListener(ChannelFutureListener.CLOSE);
      ctx.fireUserEventTriggered(new SslHandshakeCompletionEvent(new IOException(alert.name())));
      return;
    }
    byte[] next = protocol.remember(resumed == null ? chain : resumed, profile);
    ctx.writeAndFlush(
        ctx.alloc().buffer(6).writeByte(0).writeByte(resumed == null ? 0 : 1).writeBytes(next));
    ctx.fireUserEventTriggered(SslHandshakeCompletionEvent.SUCCESS);
  }

  /** The verdict is the server's; the alert follows from it. */
  private @Nullable Alert alert(List<byte[]> chain) {
    if (!chain.isEmpty()) {
      return handshake.verify(chain);
    }
    return profile.requiresClients() ? Alert.CERTIFICATE_REQUIRED : null;
  }

  @Override
  protected void encode(ChannelHandlerContext ctx, ByteBuf message, ByteBuf out) {
    while (message.isReadable()) {
      out.writeByte(message.readByte() ^ MASK);
    }
  }

  private static ByteBuf masked(ChannelHandlerContext ctx, ByteBuf in) {
    ByteBuf out = ctx.alloc().buffer(in.readableBytes());
    in.forEachByte(value -> {
      out.writeByte(value ^ MASK);
      return true;
    });
    return out;
  }

  @Override
  public ChannelHandler handler() {
    return this;
  }

  @Override
  public TlsSession session() {
    return new TlsSession("TOY", "TOY_MASK_5A", alpn(), resumed != null);
  }

  private @Nullable String alpn() {
    List<String> offered = handshake.hello().protocols();
    return offered.isEmpty() ? null : offered.getFirst();
  }

  @Override
  public List<byte[]> resumedChain() {
    return resumed == null ? List.of() : resumed;
  }

  @Override
  public TlsFailure explain(Throwable cause) {
    String alert = String.valueOf(cause.getMessage());
    return alert.equals(Alert.CERTIFICATE_REQUIRED.name())
        ? new TlsFailure(TlsFailure.Kind.NO_CERTIFICATE, alert)
        : new TlsFailure(TlsFailure.Kind.PROTOCOL, alert);
  }

  /** The end of TCP's stream is the end of what the peer sends. */
  @Override
  public void established(ChannelPipeline pipeline) {
    pipeline.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
  }
}
