package dev.edgekeep.edge.tls;

import dev.edgekeep.daemon.tracing.Traces;
import dev.edgekeep.edge.exchange.ClientConnection;
import dev.edgekeep.edge.host.HostAssembly;
import dev.edgekeep.edge.host.HostTable;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.keyserver.KeyOperations;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.edge.testing.RecordingEvents;
import dev.edgekeep.edge.testing.RecordingMetrics;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.tls.boringssl.BoringSsl;
import dev.edgekeep.x509.cert.SerialSet;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The TLS side of an edge alone: behind the handshake stands an answer that tells what the
 * connection knows of its client, asked anew for every request.
 */
final class TlsHarness implements AutoCloseable {
  final RecordingEvents events = new RecordingEvents();
  final RecordingMetrics metrics = new RecordingMetrics();
  volatile Instant now = Instant.now();
  volatile KeyOperations keys = new LocalKeys();
  final TlsContexts contexts;
  private final HostAssembly assembly = new HostAssembly();
  private volatile HostTable hosts = HostTable.EMPTY;
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel server;

  TlsHarness(@Nullable String defaultHost, long timeoutMillis, Host... hosts) {
    InstantSource clock = () -> now;
    contexts =
        new TlsContexts(
            List.of(new BoringSsl()),
            Runnable::run,
            keyServer -> this.keys,
            certificate -> null,
            clock);
    serve(hosts);
    TlsEntry entry =
        new TlsEntry(
            () -> this.hosts,
            contexts,
            new HandshakeLog(events, metrics, clock),
            metrics,
            clock,
            this::answer,
            () -> true,
            new Traces("edge", "0", new PrometheusRegistry(), warning -> {}));
    server =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    entry.install(channel.pipeline(), () -> defaultHost, timeoutMillis);
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  TlsHarness(Host... hosts) {
    this(null, 60_000, hosts);
  }

  /** Puts other hosts in force, as a reload does. */
  final void serve(Host... wanted) {
    serve(Map.of(), wanted);
  }

  /** Puts hosts in force, and what their CAs have revoked. */
  final void serve(Map<String, SerialSet> revoked, Host... wanted) {
    serve(snapshot(revoked, wanted));
  }

  final void serve(Snapshot snapshot) {
    hosts = assembly.assemble(snapshot);
    contexts.retain(hosts).run();
  }

  static Snapshot snapshot(Map<String, SerialSet> revoked, Host... wanted) {
    Map<HostPattern, Host> byName = new LinkedHashMap<>();
    Map<String, dev.edgekeep.snapshot.Origin> origins = new LinkedHashMap<>();
    for (Host host : wanted) {
      byName.put(host.name(), host);
      origins.put(host.origin().name(), host.origin());
    }
    return Snapshot.builder()
        .clientCas(Hosts.clientCas(wanted))
        .revokedSerials(revoked)
        .origins(origins)
        .hosts(byName)
        .build();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.localAddress();
  }

  private void answer(ChannelHandlerContext ctx, ClientConnection connection, String protocol) {
    ctx.pipeline().addLast(new Answer(connection, protocol));
  }

  private final class Answer extends SimpleChannelInboundHandler<ByteBuf> {
    private final ClientConnection connection;
    private final String protocol;

    Answer(ClientConnection connection, String protocol) {
      this.connection = connection;
      this.protocol = protocol;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf request) {
      ServedHost host = hosts.find(String.valueOf(connection.serverName()));
      String text =
          "sni=%s version=%s alpn=%s resumed=%s verdict=%s\n"
              .formatted(
                  connection.serverName(),
                  connection.tlsVersion(),
                  protocol,
                  connection.isResumed(),
                  host == null ? "no host" : connection.verdict(host).verdict().label());
      ctx.writeAndFlush(ByteBufUtil.writeUtf8(ctx.alloc(), text))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** Returns when all loops have ended; once more does nothing. */
  @Override
  public void close() {
    if (loops.isTerminated()) {
      return;
    }
    server.close().syncUninterruptibly();
    // A quiet period of 0 can leave connections open, see Transport.
    loops.shutdownGracefully(50, 1_000, TimeUnit.MILLISECONDS).syncUninterruptibly();
    contexts.close();
  }
}
