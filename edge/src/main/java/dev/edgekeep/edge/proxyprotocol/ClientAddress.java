package dev.edgekeep.edge.proxyprotocol;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a connection's client: those of a PROXY protocol header from a trusted balancer,
 * or else those of the connection itself. Event loop of the connection, or after it was handed
 * over.
 */
public final class ClientAddress {
  private static final AttributeKey<ProxyHeader> HEADER =
      AttributeKey.valueOf(ClientAddress.class, "header");

  private ClientAddress() {}

  /** Records the header with which a trusted balancer began a connection. */
  public static void set(Channel channel, ProxyHeader header) {
    channel.attr(HEADER).set(header);
  }

  /** The address of the client; null where a connection has none of IP. */
  public static @Nullable InetSocketAddress source(Channel channel) {
    ProxyHeader header = header(channel);
    InetSocketAddress source = header == null ? null : header.source();
    return source == null ? ip(channel.remoteAddress()) : source;
  }

  /** The address that the client connected to; null where a connection has none of IP. */
  public static @Nullable InetSocketAddress destination(Channel channel) {
    ProxyHeader header = header(channel);
    InetSocketAddress destination = header == null ? null : header.destination();
    return destination == null ? ip(channel.localAddress()) : destination;
  }

  private static @Nullable ProxyHeader header(Channel channel) {
    return channel.hasAttr(HEADER) ? channel.attr(HEADER).get() : null;
  }

  private static @Nullable InetSocketAddress ip(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress ip ? ip : null;
  }
}
