package dev.edgekeep.daemon.admin;

import dev.edgekeep.daemon.network.BindFailure;
import dev.edgekeep.daemon.network.OpenFiles;
import dev.edgekeep.daemon.network.OpenFiles.Use;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The admin server of a program: pages over plaintext HTTP/1.1. It has one event loop of its own,
 * so that a scrape never delays a client, and a busy program still answers. Pages are rendered on
 * virtual threads and may block. Connections, and the time of a request and its answer, are
 * bounded. Any thread.
 */
public final class AdminServer implements AutoCloseable {
  private static final int MAX_REQUEST_BODY = 1_024;
  private static final int BACKLOG = 128;
  private static final int MAX_CONNECTIONS = 256;

  private final EventLoopGroup loop;
  private final ExecutorService renderers;
  private final Channel channel;

  private AdminServer(EventLoopGroup loop, ExecutorService renderers, Channel channel) {
    this.loop = loop;
    this.renderers = renderers;
    this.channel = channel;
  }

  /**
   * Binds the address and serves. Blocks until the address is bound.
   *
   * @throws IOException naming the address, when it cannot be bound
   */
  public static AdminServer start(
      InetSocketAddress address, RequestGuard guard, List<AdminPage> pages) throws IOException {
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("edgekeep-admin", true), NioIoHandler.newFactory());
    ExecutorService renderers =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("edgekeep-admin-page-", 0).factory());
    AdminConnections connections =
        new AdminConnections(OpenFiles.ofThisProcess().limit(Use.ADMIN, MAX_CONNECTIONS));
    AdminPages routes = new AdminPages(guard, pages);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel client) {
                    connections.admit(client);
                    client
                        .pipeline()
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(MAX_REQUEST_BODY))
                        .addLast(new FlowControlHandler())
                        .addLast(new AdminHandler(routes, renderers));
                  }
                });
    var bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      stop(loop, renderers);
      throw BindFailure.of(address, bound.cause());
    }
    return new AdminServer(loop, renderers, bound.channel());
  }

  /** The address that is served, with the port that was chosen for port 0. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Ends at once; waits until the port is free. */
  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    stop(loop, renderers);
  }

  private static void stop(EventLoopGroup loop, ExecutorService renderers) {
    renderers.shutdownNow();
    var _ = loop.shutdownGracefully(50, 1_000, TimeUnit.MILLISECONDS);
  }
}
