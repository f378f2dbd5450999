package dev.edgekeep.edge.tls;

import dev.edgekeep.daemon.tracing.Traces;
import dev.edgekeep.edge.exchange.ClientConnection;
import dev.edgekeep.edge.host.HostTable;
import dev.edgekeep.edge.metrics.EdgeMetrics;
import dev.edgekeep.tls.ServerProtocol;
import dev.edgekeep.tls.TlsAcceptor;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way into TLS, and into the other protocols that are served beside it: everything that the
 * handshakes of all connections share. Immutable.
 */
public final class TlsEntry {
  private static final String PLAINTEXT_ANSWER =
      """
      HTTP/1.1 400 Bad Request\r
      Content-Type: text/plain; charset=utf-8\r
      Connection: close\r
      Content-Length: 61\r
      \r
      This port speaks HTTPS, and the request came in plain HTTP.\r
      """;

  /** Takes over a connection whose handshake is done. Event loop only. */
  @FunctionalInterface
  public interface Established {
    /**
     * @param protocol the ALPN protocol, {@code h2} or {@code http/1.1}
     */
    void accept(ChannelHandlerContext ctx, ClientConnection connection, String protocol);
  }

  private final Supplier<HostTable> hosts;
  private final TlsContexts contexts;
  private final TlsAcceptor acceptor;
  private final HandshakeLog log;
  private final EdgeMetrics metrics;
  private final InstantSource clock;
  private final Established established;
  private final BooleanSupplier fingerprints;
  private final Traces traces;

  /**
   * @param hosts the hosts of the current snapshot
   * @param contexts of the protocols that are served
   * @param fingerprints whether a rule needs the fingerprint of a ClientHello
   * @param traces get the handshakes that need a key server
   */
  public TlsEntry(
      Supplier<HostTable> hosts,
      TlsContexts contexts,
      HandshakeLog log,
      EdgeMetrics metrics,
      InstantSource clock,
      Established established,
      BooleanSupplier fingerprints,
      Traces traces) {
    this.hosts = hosts;
    this.contexts = contexts;
    List<ServerProtocol> protocols = new ArrayList<>();
    protocols.add(new ProxyHeaderGuard());
    protocols.addAll(contexts.protocols());
    this.acceptor = new TlsAcceptor(protocols, PLAINTEXT_ANSWER);
    this.log = log;
    this.metrics = metrics;
    this.clock = clock;
    this.established = established;
    this.fingerprints = fingerprints;
    this.traces = traces;
  }

  /**
   * Adds the handlers of the handshake.
   *
   * @param defaultHost gives the host for clients that name none, or an IP address; null: they are
   *     refused
   */
  public void install(
      ChannelPipeline pipeline, Supplier<@Nullable String> defaultHost, long timeoutMillis) {
    acceptor.accept(
        pipeline, new EdgeHandshake(this, pipeline.channel(), defaultHost), timeoutMillis);
  }

  HostTable hosts() {
    return hosts.get();
  }

  TlsContexts contexts() {
    return contexts;
  }

  HandshakeLog log() {
    return log;
  }

  EdgeMetrics metrics() {
    return metrics;
  }

  InstantSource clock() {
    return clock;
  }

  Established established() {
    return established;
  }

  Traces traces() {
    return traces;
  }

  boolean needsFingerprints() {
    return fingerprints.getAsBoolean();
  }
}
