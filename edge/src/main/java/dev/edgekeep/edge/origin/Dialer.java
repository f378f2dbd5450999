package dev.edgekeep.edge.origin;

import dev.edgekeep.snapshot.Origin;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to one server: its name looked up, every address tried, TLS where the server
 * asks for it. Event loop only.
 */
final class Dialer {
  private final Origin.Server server;
  private final EventLoop loop;
  private final Endpoint endpoint;
  private final int timeoutMillis;

  Dialer(Origin origin, Origin.Server server, EventLoop loop) {
    this.server = server;
    this.loop = loop;
    this.endpoint = new Endpoint(server, origin.tls(), loop);
    this.timeoutMillis = Math.toIntExact(origin.connectTimeout().toMillis());
  }

  void dial(Function<Channel, OriginConnection> handler, ConnectionWaiter waiter) {
    endpoint.find((found, failure) -> {
      if (found == null) {
        waiter.connectFailed(failed(failure));
      } else {
        new Attempt(found, handler, waiter).connect(0);
      }
    });
  }

  private OriginFailure failed(@Nullable Throwable cause) {
    String why = cause == null ? "it closed at once" : rootCause(cause);
    return new OriginFailure(OriginFailure.Kind.CONNECT, "no connection could be made: " + why);
  }

  /** The innermost message: TLS wraps what the path validation said. */
  private static String rootCause(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null && root.getCause().getMessage() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /** One connection in the making: one address after the other until one answers. */
  private final class Attempt {
    private final Endpoint.Found found;
    private final Function<Channel, OriginConnection> handler;
    private final ConnectionWaiter waiter;

    Attempt(
        Endpoint.Found found,
        Function<Channel, OriginConnection> handler,
        ConnectionWaiter waiter) {
      this.found = found;
      this.handler = handler;
      this.waiter = waiter;
    }

    void connect(int index) {
      InetAddress address = found.addresses().get(index);
      ChannelFuture connected =
          new Bootstrap()
              .group(loop)
              .channel(channelType())
              .option(ChannelOption.TCP_NODELAY, true)
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
              .handler(new TlsFirst())
              .connect(new InetSocketAddress(address, server.port()));
      connected.addListener(done -> {
        if (done.isSuccess()) {
          secure(connected.channel());
        } else if (index + 1 < found.addresses().size()) {
          connect(index + 1);
        } else {
          waiter.connectFailed(failed(done.cause()));
        }
      });
    }

    private void secure(Channel channel) {
      SslHandler tls = channel.pipeline().get(SslHandler.class);
      if (tls == null) {
        ready(channel);
      } else {
        tls.handshakeFuture().addListener((Future<Channel> done) -> shaken(channel, done));
      }
    }

    private void shaken(Channel channel, Future<Channel> handshake) {
      if (handshake.isSuccess()) {
        channel.pipeline().remove(HandshakeFailures.class);
        ready(channel);
      } else {
        channel.close();
        waiter.connectFailed(failed(handshake.cause()));
      }
    }

    private void ready(Channel channel) {
      if (!channel.isActive()) {
        waiter.connectFailed(failed(null));
        return;
      }
      OriginConnection connection = handler.apply(channel);
      channel.pipeline().addLast(connection);
      waiter.connected(connection);
    }

    private final class TlsFirst extends ChannelInitializer<SocketChannel> {
      @Override
      protected void initChannel(SocketChannel channel) {
        OriginTls tls = found.tls();
        if (tls != null) {
          channel
              .pipeline()
              .addLast(tls.newHandler(channel.alloc(), server.port(), timeoutMillis))
              .addLast(new HandshakeFailures());
        }
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
