package dev.edgekeep.edge.listen;

import dev.edgekeep.daemon.network.OpenFiles;
import dev.edgekeep.daemon.network.OpenFiles.Use;
import dev.edgekeep.edge.metrics.EdgeMetrics;
import dev.edgekeep.edge.proxyprotocol.ClientAddress;
import dev.edgekeep.edge.proxyprotocol.ProxyHeader;
import dev.edgekeep.edge.tls.HandshakeLog;
import dev.edgekeep.edge.tls.TlsEntry;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.ProxyProtocol;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.ssl.ApplicationProtocolNames;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sets up the pipeline of a new connection. Its way through the edge, in order:
 *
 * <pre>
 *   admit      the limits of connections, in total and by client address
 *   proxy      the PROXY protocol header of a trusted balancer, where one is expected
 *   tls        ClientHello → host → TLS context → handshake → verdict         ({@link TlsEntry})
 *   http1, http2   by ALPN: bytes → request head and body                     ({@link HttpProtocols})
 *   exchange   request → host, verdict, rules → decision → response
 *   respond    a responder produces the response; stages may change it
 *   origin     a pooled connection on the same event loop
 * </pre>
 *
 * A plaintext listener skips the third step. Event loop of the new connection.
 */
final class ConnectionInitializer extends ChannelInitializer<Channel> {
  private static final String FROM_ADDRESS = "too-many-connections-from-address";

  private final Supplier<Listener> listener;
  private final Supplier<Limits> limits;
  private final ConnectionLimits open;
  private final ChannelGroup connections;
  private final TlsEntry tls;
  private final HttpProtocols protocols;
  private final HandshakeLog handshakes;
  private final EdgeMetrics metrics;
  private final RefusedConnections refused;

  ConnectionInitializer(
      Supplier<Listener> listener,
      Supplier<Limits> limits,
      ConnectionLimits open,
      ChannelGroup connections,
      TlsEntry tls,
      HttpProtocols protocols,
      HandshakeLog handshakes,
      EdgeMetrics metrics,
      RefusedConnections refused) {
    this.listener = listener;
    this.limits = limits;
    this.open = open;
    this.connections = connections;
    this.tls = tls;
    this.protocols = protocols;
    this.handshakes = handshakes;
    this.metrics = metrics;
    this.refused = refused;
  }

  @Override
  protected void initChannel(Channel channel) {
    Place place =
        channel.remoteAddress() instanceof InetSocketAddress remote
            ? admit(channel, remote.getAddress())
            : null;
    if (place == null) {
      channel.close();
      return;
    }
    connections.add(channel);
    Listener config = listener.get();
    long timeoutMillis = limits.get().handshakeTimeout().toMillis();
    ProxyProtocol proxy = config.proxyProtocol();
    if (proxy != null && proxy.isTrusted(place.address)) {
      channel
          .pipeline()
          .addLast(
              new ProxyHeaderHandler(
                  (ctx, header, millisLeft) -> identified(ctx, place, config, header, millisLeft),
                  handshakes,
                  timeoutMillis));
    } else {
      serve(channel, config, timeoutMillis);
    }
  }

  /** A trusted balancer has told its client: from now on, the connection is the client's. */
  private void identified(
      ChannelHandlerContext ctx,
      Place place,
      Listener config,
      ProxyHeader header,
      long millisLeft) {
    InetSocketAddress source = header.source();
    if (source != null && !place.moveTo(source.getAddress())) {
      metrics.handshakeRefused(FROM_ADDRESS);
      refused.overAddress(mostPerAddress(most()), source.getAddress(), ctx.executor());
      ctx.close();
      return;
    }
    ClientAddress.set(ctx.channel(), header);
    serve(ctx.channel(), config, millisLeft);
  }

  private void serve(Channel channel, Listener config, long timeoutMillis) {
    if (config.plaintext()) {
      channel.pipeline().addLast(new UnaskedProxyHeader(handshakes));
      protocols.serve(
          channel.pipeline(), new PlaintextConnection(channel), ApplicationProtocolNames.HTTP_1_1);
    } else {
      tls.install(channel.pipeline(), this::defaultHost, timeoutMillis);
    }
  }

  private @Nullable String defaultHost() {
    HostPattern host = listener.get().defaultHost();
    return host == null ? null : host.name();
  }

  /** The place of a new connection; null when there is none, which has been counted. */
  private @Nullable Place admit(Channel channel, InetAddress address) {
    int most = most();
    switch (open.admit(address, most, mostPerAddress(most))) {
      case ADMITTED -> {
        metrics.connectionOpened();
        Place place = new Place(address);
        channel.closeFuture().addListener(place);
        return place;
      }
      case TOO_MANY -> {
        metrics.handshakeRefused("too-many-connections");
        refused.overTotal(most, channel.eventLoop());
      }
      case TOO_MANY_FROM_ADDRESS -> {
        metrics.handshakeRefused(FROM_ADDRESS);
        refused.overAddress(mostPerAddress(most), address, channel.eventLoop());
      }
    }
    return null;
  }

  private int most() {
    return OpenFiles.ofThisProcess().limit(Use.CLIENTS, limits.get().connections());
  }

  private int mostPerAddress(int most) {
    Limits now = limits.get();
    int share = most < now.connections() ? (most + 1) / 2 : most;
    return Math.min(share, now.connectionsPerAddress());
  }

  /**
   * The place that one connection takes within the limits, until it is closed. It belongs to the
   * balancer before the PROXY protocol header, and to the client after it.
   */
  private final class Place implements ChannelFutureListener {
    private InetAddress address;

    Place(InetAddress address) {
      this.address = address;
    }

    boolean moveTo(InetAddress client) {
      if (!open.move(address, client, mostPerAddress(most()))) {
        return false;
      }
      address = client;
      return true;
    }

    @Override
    public void operationComplete(ChannelFuture closed) {
      open.release(address);
      metrics.connectionClosed();
    }
  }
}
