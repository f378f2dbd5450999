package dev.edgekeep.edge.listen;

import dev.edgekeep.daemon.network.OpenFiles;
import dev.edgekeep.daemon.network.OpenFiles.Use;
import dev.edgekeep.edge.metrics.EdgeMetrics;
import dev.edgekeep.edge.tls.TlsEntry;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import io.netty.channel.Channel;
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
 *   tls        ClientHello → host → TLS context → handshake → verdict         ({@link TlsEntry})
 *   http1, http2   by ALPN: bytes → request head and body                     ({@link HttpProtocols})
 *   exchange   request → host, verdict, rules → decision → response
 *   respond    a responder produces the response; stages may change it
 *   origin     a pooled connection on the same event loop
 * </pre>
 *
 * A plaintext listener skips the second step. Event loop of the new connection.
 */
final class ConnectionInitializer extends ChannelInitializer<Channel> {
  private final Supplier<Listener> listener;
  private final Supplier<Limits> limits;
  private final ConnectionLimits open;
  private final ChannelGroup connections;
  private final TlsEntry tls;
  private final HttpProtocols protocols;
  private final EdgeMetrics metrics;

  ConnectionInitializer(
      Supplier<Listener> listener,
      Supplier<Limits> limits,
      ConnectionLimits open,
      ChannelGroup connections,
      TlsEntry tls,
      HttpProtocols protocols,
      EdgeMetrics metrics) {
    this.listener = listener;
    this.limits = limits;
    this.open = open;
    this.connections = connections;
    this.tls = tls;
    this.protocols = protocols;
    this.metrics = metrics;
  }

  @Override
  protected void initChannel(Channel channel) {
    if (!(channel.remoteAddress() instanceof InetSocketAddress remote)
        || !admitted(channel, remote.getAddress())) {
      channel.close();
      return;
    }
    connections.add(channel);
    Listener config = listener.get();
    if (config.plaintext()) {
      protocols.serve(
          channel.pipeline(), new PlaintextConnection(channel), ApplicationProtocolNames.HTTP_1_1);
    } else {
      tls.install(
          channel.pipeline(), this::defaultHost, limits.get().handshakeTimeout().toMillis());
    }
  }

  private @Nullable String defaultHost() {
    HostPattern host = listener.get().defaultHost();
    return host == null ? null : host.name();
  }

  private boolean admitted(Channel channel, InetAddress address) {
    Limits now = limits.get();
    int most = OpenFiles.ofThisProcess().limit(Use.CLIENTS, now.connections());
    int mostPerAddress = most < now.connections() ? (most + 1) / 2 : most;
    switch (open.admit(address, most, Math.min(mostPerAddress, now.connectionsPerAddress()))) {
      case ADMITTED -> {
        metrics.connectionOpened();
        channel
            .closeFuture()
            .addListener(closed -> {
              open.release(address);
              metrics.connectionClosed();
            });
        return true;
      }
      case TOO_MANY -> metrics.handshakeRefused("too-many-connections");
      case TOO_MANY_FROM_ADDRESS -> metrics.handshakeRefused("too-many-connections-from-address");
    }
    return false;
  }
}
