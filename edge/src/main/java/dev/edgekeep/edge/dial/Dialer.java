package dev.edgekeep.edge.dial;

import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.tls.boringssl.CloseNotify;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to one server: its name looked up, every address tried, TLS where the server
 * asks for it. Event loop only.
 */
public final class Dialer {
  private final int port;
  private final @Nullable ServerTls tls;
  private final EventLoop loop;
  private final Endpoint endpoint;
  private final int timeoutMillis;

  /**
   * @param host a name, or an IP address without brackets
   * @param tls null for a plaintext server
   * @param timeout for the connection to one address, and as much again for its TLS handshake
   * @param forbidden where no connection is made to, whatever the name is looked up to
   */
  public Dialer(
      String host,
      int port,
      @Nullable ServerTls tls,
      Duration timeout,
      EventLoop loop,
      ForbiddenAddresses forbidden) {
    this.port = port;
    this.tls = tls;
    this.loop = loop;
    this.endpoint = new Endpoint(host, port, tls, loop, forbidden);
    this.timeoutMillis = Math.toIntExact(timeout.toMillis());
  }

  /** Makes one connection. */
  public void dial(Dialed waiter) {
    endpoint.find((addresses, failure) -> {
      if (addresses == null) {
        waiter.dialFailed(why(failure));
      } else {
        new Attempt(addresses, waiter).connect(0);
      }
    });
  }

  private static String why(@Nullable Throwable cause) {
    return cause == null ? "it closed at once" : Broken.why(cause);
  }

  /** One connection in the making: one address after the other until one answers. */
  private final class Attempt {
    private final List<InetAddress> addresses;
    private final Dialed waiter;

    Attempt(List<InetAddress> addresses, Dialed waiter) {
      this.addresses = addresses;
      this.waiter = waiter;
    }

    void connect(int index) {
      ChannelFuture connected =
          new Bootstrap()
              .group(loop)
              .channel(channelType())
              .option(ChannelOption.TCP_NODELAY, true)
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
              .handler(new TlsFirst())
              .connect(new InetSocketAddress(addresses.get(index), port));
      connected.addListener(done -> {
        if (done.isSuccess()) {
          secure(connected.channel());
        } else if (index + 1 < addresses.size()) {
          connect(index + 1);
        } else {
          waiter.dialFailed(why(done.cause()));
        }
      });
    }

    private void secure(Channel channel) {
      SslHandler handler = channel.pipeline().get(SslHandler.class);
      if (handler == null) {
        ready(channel);
      } else {
        handler.handshakeFuture().addListener((Future<Channel> done) -> shaken(channel, done));
      }
    }

    private void shaken(Channel channel, Future<Channel> handshake) {
      if (handshake.isSuccess()) {
        channel.pipeline().remove(HandshakeFailures.class);
        CloseNotify.install(channel.pipeline());
        ready(channel);
      } else {
        channel.close();
        waiter.dialFailed(why(handshake.cause()));
      }
    }

    private void ready(Channel channel) {
      if (channel.isActive()) {
        waiter.connected(channel);
      } else {
        waiter.dialFailed(why(null));
      }
    }
  }

  private final class TlsFirst extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      if (tls != null) {
        channel
            .pipeline()
            .addLast(tls.newHandler(channel.alloc(), port, timeoutMillis))
            .addLast(new HandshakeFailures());
      }
    }
  }

  /** Ends the way of a failure that the handshake's future has told already. */
  private static final class HandshakeFailures extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  private Class<? extends SocketChannel> channelType() {
    boolean epoll = loop instanceof IoEventLoop io && io.isCompatible(EpollIoHandle.class);
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }
}
