package dev.edgekeep.bench.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * The service behind all servers, on loopback. Over HTTP/1.1 it answers {@code /bytes/N} with N
 * bytes; over HTTP/2 with prior knowledge it answers a request without a body with 1 KiB, and
 * repeats the message of a unary call of gRPC.
 */
public final class Origin implements AutoCloseable {
  static final String PATH = "/bytes/";

  private final Channel listener;

  private Origin(Channel listener) {
    this.listener = listener;
  }

  /** One that speaks HTTP/1.1. */
  public static Origin start(LoadLoop loop) {
    return start(loop, OriginConnection::new);
  }

  /** One that speaks HTTP/2 with prior knowledge. */
  public static Origin startHttp2(LoadLoop loop) {
    return start(loop, Http2OriginConnection::new);
  }

  private static Origin start(LoadLoop loop, Supplier<ChannelHandler> connection) {
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
                    channel.pipeline().addLast(connection.get());
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
