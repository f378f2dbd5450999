package dev.edgekeep.keyserver.serve;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.daemon.network.OpenFiles;
import dev.edgekeep.daemon.network.OpenFiles.Use;
import dev.edgekeep.keyserver.access.EdgeIdentity;
import dev.edgekeep.keyserver.config.Limits;
import dev.edgekeep.tls.TlsAcceptor;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * All open connections, and the phases of a new one:
 *
 * <pre>
 *   admit      the limit of all connections
 *   tls        handshake, with the edge's certificate verified   ({@link ServerTls})
 *   edge       the limit of the edge's connections
 *   requests   frames, operations, answers                       ({@link EdgeConnection})
 * </pre>
 *
 * Any thread.
 */
public final class Connections {
  /** Long enough for a close_notify to be sent and answered. */
  private static final long LAST_WORDS_MILLIS = 1_200;

  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final ConnectionCounts counts = new ConnectionCounts();
  private final Deadlines deadlines = new Deadlines();
  private final ServerContext server;
  private final ConnectionLog log;
  private final TlsAcceptor acceptor = new TlsAcceptor(List.of(ServerTls.PROTOCOL), null);

  public Connections(ServerContext server) {
    this.server = server;
    this.log = new ConnectionLog(server);
  }

  /** Sets up every accepted connection. */
  ChannelInitializer<Channel> initializer() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        admit(channel);
      }
    };
  }

  private void admit(Channel channel) {
    Serving serving = server.serving().get();
    Limits limits = serving.limits();
    int most = OpenFiles.ofThisProcess().limit(Use.KEY_SERVER, limits.connections());
    if (!counts.open(most)) {
      log.refused(
          channel,
          "too-many-connections",
          "%,d connections are open already".formatted(most),
          null);
      channel.close();
      return;
    }
    if (!serving.trust().admits(channel.remoteAddress())) {
      counts.close();
      log.refused(
          channel,
          "address-not-allowed",
          "no block of addresses in the configuration holds this address",
          null);
      channel.close();
      return;
    }
    server.metrics().connectionOpened();
    channel
        .closeFuture()
        .addListener(closed -> {
          counts.close();
          server.metrics().connectionClosed();
        });
    open.add(channel);
    acceptor.accept(
        channel.pipeline(),
        new EdgeHandshake(channel, server.serving(), server.clock(), log, this::established),
        limits.handshakeTimeout().toMillis());
  }

  private void established(ChannelHandlerContext ctx, VerifiedEdge edge, Serving serving) {
    Channel channel = ctx.channel();
    EdgeIdentity.Names names = edge.identity().names();
    Limits limits = serving.limits();
    EdgeShare share = counts.enter(names, limits.connectionsPerEdge());
    if (share == null) {
      log.ended(
          channel,
          edge.identity(),
          "too-many-connections",
          "this edge has %,d connections already".formatted(limits.connectionsPerEdge()));
      channel.close();
      return;
    }
    channel.closeFuture().addListener(closed -> counts.leave(names));
    EdgeConnection connection = new EdgeConnection(server, edge, share, channel, serving);
    deadlines.watch(connection.idleTime(), channel.eventLoop());
    channel.closeFuture().addListener(closed -> deadlines.unwatch(connection.idleTime()));
    ctx.pipeline().addLast(connection);
  }

  /** Makes every connection check whether its edge is still trusted, and its permissions. */
  public void recheck() {
    onEach(channel -> {
      EdgeConnection connection = channel.pipeline().get(EdgeConnection.class);
      if (connection != null) {
        connection.recheck();
      }
    });
  }

  /**
   * Lets operations under way end, then ends every connection, and closes the remaining ones after
   * {@code limit}. Blocks; not for event loops.
   *
   * @return whether all connections ended in time
   */
  public boolean drain(Duration limit) {
    onEach(channel -> {
      EdgeConnection connection = channel.pipeline().get(EdgeConnection.class);
      if (connection != null) {
        connection.finish();
      } else {
        channel.close(); // its handshake is under way
      }
    });
    boolean empty =
        open.newCloseFuture().awaitUninterruptibly(limit.toMillis(), TimeUnit.MILLISECONDS)
            || open.isEmpty();
    open.close().awaitUninterruptibly(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
    return empty;
  }

  private void onEach(Consumer<Channel> action) {
    for (Channel channel : open) {
      channel.eventLoop().execute(() -> action.accept(channel));
    }
  }
}
