package dev.edgekeep.edge.tls;

import dev.edgekeep.daemon.tracing.TraceSource;
import dev.edgekeep.edge.clientauth.CheckedClient;
import dev.edgekeep.edge.clientauth.PresentedChain;
import dev.edgekeep.edge.clientauth.VerdictWait;
import dev.edgekeep.edge.host.HostTable;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.proxyprotocol.ClientAddress;
import dev.edgekeep.edge.trace.KeyOperationTrace;
import dev.edgekeep.snapshot.FromHeader;
import dev.edgekeep.tls.Alert;
import dev.edgekeep.tls.ClientHello;
import dev.edgekeep.tls.HandshakeRefusedException;
import dev.edgekeep.tls.HelloFingerprint;
import dev.edgekeep.tls.LingeringClose;
import dev.edgekeep.tls.PeerVerdict;
import dev.edgekeep.tls.Refusal;
import dev.edgekeep.tls.RefusalReason;
import dev.edgekeep.tls.ServerConnection;
import dev.edgekeep.tls.ServerContext;
import dev.edgekeep.tls.ServerProtocol;
import dev.edgekeep.tls.TlsSession;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The edge's part in one handshake: finds the host, asks its trust about the client, records a
 * refusal, and hands over a connection that may go on. Event loop only.
 */
final class EdgeHandshake implements ServerConnection {
  private final TlsEntry entry;
  private final Channel channel;
  private final Supplier<@Nullable String> defaultHost;

  private long startNanos;
  private @Nullable String serverName;
  private @Nullable ServedHost host;
  private @Nullable HelloFingerprint fingerprint;
  private @Nullable CheckedClient client;

  EdgeHandshake(TlsEntry entry, Channel channel, Supplier<@Nullable String> defaultHost) {
    this.entry = entry;
    this.channel = channel;
    this.defaultHost = defaultHost;
  }

  @Override
  public Future<ServerContext> choose(
      ServerProtocol protocol, ClientHello hello, ChannelHandlerContext ctx)
      throws HandshakeRefusedException {
    startNanos = System.nanoTime();
    ServedHost found = find(hello);
    serverName = hello.namesHost() ? hello.serverName() : found.config().name().name();
    checkClientCas(found);
    checkProtocols(hello);
    host = found;
    trace(found);
    if (entry.needsFingerprints()) {
      fingerprint = hello.fingerprint();
    }
    return entry.contexts().forHost(protocol, found, ctx.executor());
  }

  /** A handshake that needs a key server is traced, where traces are on. */
  private void trace(ServedHost found) {
    TraceSource traces = entry.traces().current();
    if (traces != null && found.config().usesKeyServer()) {
      KeyOperationTrace.begin(channel, traces, String.valueOf(serverName));
    }
  }

  private ServedHost find(ClientHello hello) throws HandshakeRefusedException {
    String name = hello.namesHost() ? hello.serverName() : defaultHost.get();
    serverName = name;
    if (name == null) {
      throw withoutDefault(hello.serverName());
    }
    HostTable table = entry.hosts();
    ServedHost found = table.find(name);
    if (found != null) {
      return found;
    }
    String unavailable = table.unavailable(name);
    throw unavailable == null
        ? new HandshakeRefusedException(
            RefusalReason.UNKNOWN_HOST,
            "no host " + name + " is configured here, nor a wildcard that covers it",
            Alert.UNRECOGNIZED_NAME)
        : new HandshakeRefusedException(
            RefusalReason.HOST_UNAVAILABLE, unavailable, Alert.INTERNAL_ERROR);
  }

  private HandshakeRefusedException withoutDefault(@Nullable String address) {
    serverName = address;
    return address == null
        ? new HandshakeRefusedException(
            RefusalReason.NO_SERVER_NAME,
            "the client named no host (no SNI), and this listener has no defaultHost",
            Alert.UNRECOGNIZED_NAME)
        : new HandshakeRefusedException(
            RefusalReason.UNKNOWN_HOST,
            "the client named the address "
                + address
                + " and no host (SNI), and this listener has no defaultHost",
            Alert.UNRECOGNIZED_NAME);
  }

  /** Invariant 9: a host that requires certificates of no client CA serves nobody. */
  private static void checkClientCas(ServedHost host) throws HandshakeRefusedException {
    if (host.config().clientAuth().refusesEverybody()) {
      throw new HandshakeRefusedException(
          RefusalReason.NO_CLIENT_CA, host.noClientCa(), Alert.ACCESS_DENIED);
    }
  }

  /**
   * RFC 7301 §3.2: no common protocol is fatal, so that no other protocol is answered with HTTP.
   */
  private static void checkProtocols(ClientHello hello) throws HandshakeRefusedException {
    if (!hello.protocols().isEmpty()
        && hello.protocols().stream().noneMatch(HostProfiles.PROTOCOLS::contains)) {
      throw new HandshakeRefusedException(
          RefusalReason.NO_APPLICATION_PROTOCOL,
          "the client speaks "
              + String.join(", ", hello.protocols())
              + " and the edge h2 and http/1.1 (ALPN)",
          Alert.NO_APPLICATION_PROTOCOL);
    }
  }

  @Override
  public @Nullable String serverName() {
    return serverName;
  }

  /** The requests of a trusted balancer are judged one by one: {@link FromHeader}. */
  @Override
  public boolean waivesClientCertificate() {
    FromHeader header = host == null ? null : host.config().clientAuth().fromHeader();
    InetSocketAddress source = ClientAddress.source(channel);
    return header != null
        && source != null
        && channel.remoteAddress() instanceof InetSocketAddress peer
        && header.isTrusted(peer.getAddress(), source.getAddress());
  }

  @Override
  public @Nullable CompletableFuture<?> whenKnown(List<byte[]> chain) {
    ServedHost chosen = Objects.requireNonNull(host, "no host was chosen");
    return VerdictWait.begin(chosen.trust(), PresentedChain.of(chain), entry.clock());
  }

  @Override
  public PeerVerdict verify(List<byte[]> chain) {
    ServedHost chosen = Objects.requireNonNull(host, "no host was chosen");
    CheckedClient checked = chosen.trust().check(PresentedChain.of(chain), entry.clock().instant());
    client = checked;
    return checked.verdict();
  }

  @Override
  public void established(ChannelHandlerContext ctx, TlsSession session, PeerVerdict peer) {
    entry
        .metrics()
        .handshakeCompleted(
            session.protocol(),
            session.isResumed(),
            peer.verdict(),
            System.nanoTime() - startNanos);
    KeyOperationTrace trace = KeyOperationTrace.find(channel);
    if (trace != null) {
      trace.handshakeEnds(null, peer.verdict().label());
    }
    ctx.pipeline().remove(LingeringClose.class);
    TlsConnection connection =
        new TlsConnection(
            channel,
            Objects.requireNonNull(serverName),
            session,
            fingerprint,
            client,
            defaultHost,
            entry.clock());
    String protocol = session.applicationProtocol();
    entry
        .established()
        .accept(ctx, connection, protocol == null ? ApplicationProtocolNames.HTTP_1_1 : protocol);
  }

  @Override
  public void refused(Refusal refusal) {
    entry.log().refused(channel, refusal, serverName, host);
  }
}
