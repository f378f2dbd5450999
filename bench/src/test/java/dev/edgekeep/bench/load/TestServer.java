package dev.edgekeep.bench.load;

import dev.edgekeep.bench.peers.Credentials;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A server that asks clients for certificates, and responds like the origin. */
final class TestServer implements AutoCloseable {
  private final Channel listener;

  private TestServer(Channel listener) {
    this.listener = listener;
  }

  static TestServer start(LoadLoop loop, Credentials credentials) throws IOException {
    SslContext tls = tls(credentials);
    return new TestServer(
        new ServerBootstrap()
            .group(loop.eventLoop())
            .channel(loop.serverChannel())
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(tls.newHandler(channel.alloc()), new ByAlpn());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel());
  }

  private static SslContext tls(Credentials credentials) throws IOException {
    SslContext tls =
        SslContextBuilder.forServer(
                credentials.p256().chain().toFile(), credentials.p256().key().toFile())
            .sslProvider(SslProvider.OPENSSL)
            .clientAuth(ClientAuth.REQUIRE)
            .trustManager(credentials.clientCa().toFile())
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2,
                    ApplicationProtocolNames.HTTP_1_1))
            .build();
    return tls;
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
  }

  private static final class ByAlpn extends ApplicationProtocolNegotiationHandler {
    ByAlpn() {
      super(ApplicationProtocolNames.HTTP_1_1);
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        ctx.pipeline()
            .addLast(
                Http2FrameCodecBuilder.forServer().build(), new Http2MultiplexHandler(new Hello()));
      } else {
        ctx.pipeline().addLast(new OriginConnection());
      }
    }
  }

  @io.netty.channel.ChannelHandler.Sharable
  private static final class Hello extends SimpleChannelInboundHandler<Http2HeadersFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Http2HeadersFrame request) {
      ctx.write(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")));
      ctx.writeAndFlush(
          new DefaultHttp2DataFrame(
              Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII), true));
    }
  }
}
