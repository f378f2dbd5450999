package dev.edgekeep.bench.load;

import dev.edgekeep.bench.peers.Credential;
import dev.edgekeep.bench.peers.Credentials;
import dev.edgekeep.keyless.Message;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A key server that asks edges for certificates, and responds as configured. */
final class TestKeyServer implements AutoCloseable {
  private final Channel listener;

  /** A source of responses. */
  interface Answers {
    Message to(Message request) throws Exception;
  }

  private TestKeyServer(Channel listener) {
    this.listener = listener;
  }

  static TestKeyServer start(LoadLoop loop, Credentials credentials, Answers answers)
      throws IOException {
    SslContext tls = tls(credentials);
    return new TestKeyServer(
        new ServerBootstrap()
            .group(loop.eventLoop())
            .channel(loop.serverChannel())
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            tls.newHandler(channel.alloc()),
                            new LengthFieldBasedFrameDecoder(
                                1 << 17, Message.LENGTH_OFFSET, Short.BYTES, Integer.BYTES, 0),
                            new Answering(answers));
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel());
  }

  private static SslContext tls(Credentials credentials) throws IOException {
    Credential identity = credentials.keyServer();
    return SslContextBuilder.forServer(identity.chain().toFile(), identity.key().toFile())
        .sslProvider(SslProvider.OPENSSL)
        .clientAuth(ClientAuth.REQUIRE)
        .trustManager(credentials.clientCa().toFile())
        .build();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
  }

  private static final class Answering extends SimpleChannelInboundHandler<ByteBuf> {
    private final Answers answers;

    Answering(Answers answers) {
      this.answers = answers;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) throws Exception {
      Message answer = answers.to(Message.read(frame.nioBuffer()));
      ctx.writeAndFlush(Unpooled.wrappedBuffer(answer.encoded()));
    }
  }
}
