package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.host.ServedHost;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A client whose handshake results a test sets. */
record TestClientConnection(EdgeHarness harness, SocketChannel channel)
    implements ClientConnection {
  @Override
  public InetSocketAddress remoteAddress() {
    return channel.remoteAddress();
  }

  @Override
  public InetSocketAddress destinationAddress() {
    return channel.localAddress();
  }

  @Override
  public void whenClosed(Runnable action) {
    channel.closeFuture().addListener(closed -> action.run());
  }

  @Override
  public InetAddress peerAddress() {
    return channel.remoteAddress().getAddress();
  }

  @Override
  public InetSocketAddress localAddress() {
    return channel.localAddress();
  }

  @Override
  public boolean isSecure() {
    return harness.isSecure;
  }

  @Override
  public @Nullable String serverName() {
    return harness.serverName;
  }

  @Override
  public @Nullable String defaultHost() {
    return harness.defaultHost;
  }

  @Override
  public String tlsVersion() {
    return "TLSv1.3";
  }

  @Override
  public String cipherSuite() {
    return "TLS_AES_128_GCM_SHA256";
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
    return harness.verdicts.apply(host);
  }
}
