package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.clientauth.CheckedClient;
import dev.edgekeep.edge.clientauth.ClientTrust;
import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.exchange.ClientConnection;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.proxyprotocol.ClientAddress;
import dev.edgekeep.edge.trace.KeyOperationTrace;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.tls.HelloFingerprint;
import dev.edgekeep.tls.TlsSession;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A connection whose handshake is done. */
final class TlsConnection implements ClientConnection {
  private final Channel channel;
  private final String serverName;
  private final TlsSession session;
  private final @Nullable HelloFingerprint fingerprint;
  private final Supplier<@Nullable String> defaultHost;
  private final InstantSource clock;
  private @Nullable CheckedClient client;

  /**
   * @param client what the handshake found out about the client; null when it presented nothing
   */
  TlsConnection(
      Channel channel,
      String serverName,
      TlsSession session,
      @Nullable HelloFingerprint fingerprint,
      @Nullable CheckedClient client,
      Supplier<@Nullable String> defaultHost,
      InstantSource clock) {
    this.channel = channel;
    this.serverName = serverName;
    this.session = session;
    this.fingerprint = fingerprint;
    this.client = client;
    this.defaultHost = defaultHost;
    this.clock = clock;
  }

  @Override
  public ClientVerdict verdict(ServedHost host) {
    CheckedClient last = client;
    if (last == null || host.config().clientAuth().mode() == ClientAuth.Mode.OFF) {
      return ClientVerdict.ABSENT;
    }
    ClientTrust trust = host.trust();
    Instant now = clock.instant();
    if (!last.stands(trust, now)) {
      last = trust.check(last.chain(), now);
      client = last;
    }
    return last.verdict();
  }

  @Override
  public @Nullable KeyOperationTrace keyOperation() {
    return KeyOperationTrace.find(channel);
  }

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
    return true;
  }

  @Override
  public String serverName() {
    return serverName;
  }

  @Override
  public @Nullable String defaultHost() {
    return defaultHost.get();
  }

  @Override
  public String tlsVersion() {
    return session.protocol();
  }

  @Override
  public String cipherSuite() {
    return session.cipherSuite();
  }

  @Override
  public @Nullable String applicationProtocol() {
    return session.applicationProtocol();
  }

  @Override
  public @Nullable String ja3() {
    return fingerprint == null ? null : fingerprint.ja3();
  }

  @Override
  public @Nullable String ja4() {
    return fingerprint == null ? null : fingerprint.ja4();
  }

  @Override
  public boolean isResumed() {
    return session.isResumed();
  }
}
