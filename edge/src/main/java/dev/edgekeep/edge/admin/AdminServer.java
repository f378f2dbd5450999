package dev.edgekeep.edge.admin;

import dev.edgekeep.daemon.admin.HostGuard;
import dev.edgekeep.daemon.network.OpenFiles;
import dev.edgekeep.daemon.network.OpenFiles.Use;
import dev.edgekeep.snapshot.AdminEndpoint;
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
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * {@code /healthz}, {@code /readyz}, {@code /metrics} and {@code /hosts} over plaintext HTTP/1.1.
 * It has one thread of its own, so that a scrape never stands in the way of a client, and a busy
 * node still answers.
 */
public final class AdminServer implements AutoCloseable {
  private static final int READ_TIMEOUT_SECONDS = 30;
  private static final int MAX_REQUEST_BODY = 1_024;
  private static final int BACKLOG = 128;
  private static final int MOST_CONNECTIONS = 256;

  private final EventLoopGroup loop;
  private final Channel channel;

  private AdminServer(EventLoopGroup loop, Channel channel) {
    this.loop = loop;
    this.channel = channel;
  }

  /**
   * Binds and serves.
   *
   * @throws IOException when the address cannot be bound
   */
  public static AdminServer start(
      AdminEndpoint endpoint, NodeView node, PrometheusRegistry registry) throws IOException {
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("edgekeep-admin", true), NioIoHandler.newFactory());
    AdminConnections connections =
        new AdminConnections(OpenFiles.ofThisProcess().limit(Use.EDGE_ADMIN, MOST_CONNECTIONS));
    AdminPages pages = new AdminPages(node, new MetricsPage(registry), new HostsPage(node));
    HostGuard guard = endpoint.allowRemote() ? HostGuard.anyName() : HostGuard.addressesOnly();
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
                        .addLast(new ReadTimeoutHandler(READ_TIMEOUT_SECONDS))
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(MAX_REQUEST_BODY))
                        .addLast(new AdminHandler(pages, guard));
                  }
                });
    var bound = bootstrap.bind(endpoint.address()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      var _ = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new IOException(
          "the admin address " + endpoint.address() + " cannot be bound: " + bound.cause(),
          bound.cause());
    }
    return new AdminServer(loop, bound.channel());
  }

  /** The address that was bound, with its port. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Ends at once; waits until the port is free. */
  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    var _ = loop.shutdownGracefully(50, 1_000, TimeUnit.MILLISECONDS);
  }
}
