package dev.edgekeep.edge.listen;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.exchange.ClientConnection;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.proxyprotocol.ClientAddress;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection without TLS: only the address of the client is known. */
record PlaintextConnection(Channel channel) implements ClientConnection {
  @Override
  public InetSocketAddress remoteAddress() {
    return Objects.requireNonNull(ClientAddress.source(channel));
  }

  @Override
  public InetSocketAddress destinationAddress() {
    return Objects.requireNonNull(ClientAddress.destination(channel));
  }

  @Override
  public void whenClosed(Runnable action) {
    channel.closeFuture().addListener(closed -> action.run());
  }

  @Override
  public InetAddress peerAddress() {
    return ((InetSocketAddress) channel.remoteAddress()).getAddress();
  }

  @Override
  public InetSocketAddress localAddress() {
    return (InetSocketAddress) channel.localAddress();
  }

  @Override
  public boolean isSecure() {
    return false;
  }

  @Override
  public @Nullable String serverName() {
    return null;
  }

  @Override
  public @Nullable String defaultHost() {
    return null;
  }

  @Override
  public @Nullable String tlsVersion() {
    return null;
  }

  @Override
  public @Nullable String cipherSuite() {
    return null;
  }

  @Override
  public @Nullable String applicationProtocol() {
    return null;
  }

  @Override
  public @Nullable String ja3() {
    return null;
  }

  @Override
  public @Nullable String ja4() {
    return null;
  }

  @Override
  public boolean isResumed() {
    return false;
  }

  @Override
  public ClientVerdict verdict(ServedHost host) {
    return ClientVerdict.ABSENT;
  }
}
