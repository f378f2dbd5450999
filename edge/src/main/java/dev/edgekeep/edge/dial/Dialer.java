package dev.edgekeep.edge.dial;

import dev.edgekeep.edge.dns.NameResolver;
import dev.edgekeep.edge.dns.ResolvedName;
import dev.edgekeep.edge.proxyprotocol.EncodedHeader;
import dev.edgekeep.tls.ClientHandshake;
import dev.edgekeep.tls.boringssl.CloseNotify;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connects to one server: looks up its name, tries every address in order, and does the TLS
 * handshake. Event loop only.
 */
public final class Dialer {
  private final int port;
  private final @Nullable ServerTls tls;
  private final EventLoop loop;
  private final Endpoint endpoint;
  private final int timeoutMillis;
  private final @Nullable EncodedHeader usualHeader;

  /**
   * @param loop all connections and callbacks are on it
   */
  public Dialer(Destination server, NameResolver names, EventLoop loop) {
    this.port = server.port();
    this.tls = server.tls();
    this.loop = loop;
    this.endpoint = new Endpoint(server, names, loop);
    this.timeoutMillis = Math.toIntExact(server.timeout().toMillis());
    this.usualHeader = server.header();
  }

  /** Makes one connection. */
  public void dial(DialListener listener) {
    endpoint.find(new Attempt(listener, usualHeader));
  }

  /**
   * Makes one connection.
   *
   * @param header that it begins with, before TLS
   */
  public void dial(DialListener listener, EncodedHeader header) {
    endpoint.find(new Attempt(listener, header));
  }

  /** An attempt to connect: one address after the other until one answers. */
  private final class Attempt implements ResolvedName.Listener {
    private final DialListener listener;
    private final @Nullable EncodedHeader header;

    Attempt(DialListener listener, @Nullable EncodedHeader header) {
      this.listener = listener;
      this.header = header;
    }

    @Override
    public void found(List<InetAddress> addresses) {
      connect(addresses, 0);
    }

    @Override
    public void notFound(String reason) {
      listener.dialFailed(reason);
    }

    private void connect(List<InetAddress> addresses, int index) {
      ChannelFuture connected =
          new Bootstrap()
              .group(loop)
              .channel(channelType())
              .option(ChannelOption.TCP_NODELAY, true)
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
              .handler(new Preparation(header))
              .connect(new InetSocketAddress(addresses.get(index), port));
      connected.addListener(done -> {
        if (done.isSuccess()) {
          HeaderFirst.send(connected.channel());
          secure(connected.channel());
        } else if (index + 1 < addresses.size()) {
          connect(addresses, index + 1);
        } else {
          failed(done.cause());
        }
      });
    }

    private void secure(Channel channel) {
      SslHandler handler = channel.pipeline().get(SslHandler.class);
      if (handler == null) {
        ready(channel);
      } else {
        handler
            .handshakeFuture()
            .addListener((Future<Channel> done) -> handshakeEnded(channel, handler, done));
      }
    }

    private void handshakeEnded(Channel channel, SslHandler handler, Future<Channel> handshake) {
      String objection = handshake.isSuccess() && tls != null ? tls.objectionTo(handler) : null;
      if (objection != null) {
        channel.close();
        listener.dialFailed(objection);
      } else if (handshake.isSuccess()) {
        channel.pipeline().remove(HandshakeFailures.class);
        CloseNotify.install(channel.pipeline());
        ready(channel);
      } else {
        String keyFailure = ClientHandshake.keyFailure(channel);
        channel.close();
        if (keyFailure == null) {
          failed(handshake.cause());
        } else {
          listener.dialFailed("the key of the edge's certificate: " + keyFailure);
        }
      }
    }

    private void failed(Throwable cause) {
      String reason = FailureReason.of(cause);
      if (cause instanceof ConnectTimeoutException
          || cause instanceof SslHandshakeTimeoutException) {
        listener.dialTimedOut(reason);
      } else {
        listener.dialFailed(reason);
      }
    }

    private void ready(Channel channel) {
      if (channel.isActive()) {
        listener.connected(channel);
      } else {
        listener.dialFailed("it closed at once");
      }
    }
  }

  private final class Preparation extends ChannelInitializer<SocketChannel> {
    private final @Nullable EncodedHeader header;

    Preparation(@Nullable EncodedHeader header) {
      this.header = header;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      if (header != null) {
        channel.pipeline().addLast(new HeaderFirst(header));
      }
      if (tls != null) {
        channel
            .pipeline()
            .addLast(tls.newHandler(channel, port, timeoutMillis))
            .addLast(new HandshakeFailures());
      }
    }
  }

  /** Ends the propagation of a failure that the handshake's future reports. */
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
