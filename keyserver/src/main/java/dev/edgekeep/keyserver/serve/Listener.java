package dev.edgekeep.keyserver.serve;

import dev.edgekeep.daemon.network.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** The listening socket for edges. Any thread. */
public final class Listener implements AutoCloseable {
  private static final int BACKLOG = 1_024;
  private static final long CLOSE_SECONDS = 10;

  private final Channel channel;

  private Listener(Channel channel) {
    this.channel = channel;
  }

  /**
   * Binds the address. Blocks.
   *
   * @throws IOException naming the address, when it cannot be bound
   */
  public static Listener open(
      InetSocketAddress address, Transport transport, Connections connections) throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(connections.initializer());
    return new Listener(transport.bind(bootstrap, address));
  }

  /** The address, with the port that was chosen for port 0. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Accepts no more connections; waits until the port is free. */
  @Override
  public void close() {
    channel.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
