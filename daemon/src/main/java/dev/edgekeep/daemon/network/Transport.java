package dev.edgekeep.daemon.network;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * The event loops and the type of their sockets: epoll on Linux, the JDK's selector elsewhere.
 *
 * @param loops the event loops; every connection lives on one of them
 */
public record Transport(EventLoopGroup loops, Class<? extends ServerChannel> serverChannel) {
  private static final long BIND_SECONDS = 10;
  private static final long STOP_MILLIS = 2_000;

  /**
   * Not 0: an event loop of Netty (4.2.18) that is shut down while it runs tasks would end without
   * another iteration, and connections are closed at the beginning of an iteration.
   */
  private static final long QUIET_MILLIS = 50;

  /**
   * Starts event loops, one for each thread.
   *
   * @param name of the threads
   */
  public static Transport start(String name, int threads) {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? LastingEpoll.newFactory() : NioIoHandler.newFactory();
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), io);
    return new Transport(
        loops, epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class);
  }

  /**
   * Binds a listener. Blocks, for seconds at most.
   *
   * @param bootstrap without event loops and the type of socket, which are set here
   * @throws IOException naming the address, when it cannot be bound
   */
  public Channel bind(ServerBootstrap bootstrap, InetSocketAddress address) throws IOException {
    ChannelFuture bind = bootstrap.group(loops).channel(serverChannel).bind(address);
    if (!bind.awaitUninterruptibly(BIND_SECONDS, TimeUnit.SECONDS) || !bind.isSuccess()) {
      throw BindFailure.of(address, bind.cause());
    }
    return bind.channel();
  }

  /** Ends the event loops and their connections; blocks for a few seconds at most. */
  public void stop() {
    loops
        .shutdownGracefully(QUIET_MILLIS, STOP_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(2 * STOP_MILLIS, TimeUnit.MILLISECONDS);
  }
}
