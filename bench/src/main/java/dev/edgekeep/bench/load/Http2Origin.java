package dev.edgekeep.bench.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;

/**
 * The service behind all servers that speaks HTTP/2 with prior knowledge on loopback: it answers a
 * request without a body with 1 KiB, and repeats the message of a unary call of gRPC.
 */
public final class Http2Origin implements AutoCloseable {
  private final Channel listener;

  private Http2Origin(Channel listener) {
    this.listener = listener;
  }

  public static Http2Origin start(LoadLoop loop) {
    Channel listener =
        new ServerBootstrap()
            .group(loop.eventLoop())
            .channel(loop.serverChannel())
            .option(ChannelOption.SO_BACKLOG, 1_024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(new Http2OriginConnection());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
    return new Http2Origin(listener);
  }

  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
  }
}
