package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.exchange.ClientConnection;
import dev.edgekeep.edge.host.HostTable;
import dev.edgekeep.edge.metrics.EdgeMetrics;
import dev.edgekeep.tls.LingeringClose;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way into TLS: what stands in a new connection's pipeline until its handshake is done.
 * Immutable.
 */
public final class TlsEntry {
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
  private final HandshakeLog log;
  private final EdgeMetrics metrics;
  private final InstantSource clock;
  private final Established established;
  private final BooleanSupplier fingerprints;

  /**
   * @param hosts the hosts of the snapshot of now
   * @param fingerprints whether somebody asks for the fingerprint of a ClientHello
   */
  public TlsEntry(
      Supplier<HostTable> hosts,
      TlsContexts contexts,
      HandshakeLog log,
      EdgeMetrics metrics,
      InstantSource clock,
      Established established,
      BooleanSupplier fingerprints) {
    this.hosts = hosts;
    this.contexts = contexts;
    this.log = log;
    this.metrics = metrics;
    this.clock = clock;
    this.established = established;
    this.fingerprints = fingerprints;
  }

  /**
   * Adds the handlers of the handshake.
   *
   * @param defaultHost gives the host for clients that name none, or an IP address; null: they are
   *     refused
   */
  public void install(
      ChannelPipeline pipeline, Supplier<@Nullable String> defaultHost, long timeoutMillis) {
    HandshakeHandler handshakes =
        new HandshakeHandler(timeoutMillis, defaultHost, clock, log, metrics, established);
    pipeline.addLast("linger", new LingeringClose());
    pipeline.addLast(
        "tls", new ClientHelloHandler(hosts, defaultHost, contexts, handshakes, fingerprints));
    pipeline.addLast("handshake", handshakes);
  }
}
