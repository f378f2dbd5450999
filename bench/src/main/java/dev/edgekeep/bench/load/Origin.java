package dev.edgekeep.bench.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;

/**
 * The service behind all servers: HTTP/1.1 on loopback. It answers {@code /bytes/N} with N bytes.
 */
public final class Origin implements AutoCloseable {
  static final String PATH = "/bytes/";

  private final Channel listener;

  private Origin(Channel listener) {
    this.listener = listener;
  }

  public static Origin start(LoadLoop loop) {
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
                    channel.pipeline().addLast(new OriginConnection());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
    return new Origin(listener);
  }

  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
  }
}
