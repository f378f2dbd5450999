package dev.edgekeep.edge.origin;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.dial.Destination;
import dev.edgekeep.edge.dial.DialListener;
import dev.edgekeep.edge.dial.Dialer;
import dev.edgekeep.edge.dns.NameResolver;
import dev.edgekeep.edge.metrics.EdgeMetrics;
import dev.edgekeep.snapshot.Origin;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One event loop's connections to one server of an origin. Event loop only, so no locks. */
public final class ServerPool {
  private static final int MAX_OPEN = 4096;
  private static final int MAX_IDLE = 256;
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long FIRST_SKIP_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_SKIP_DOUBLINGS = 4;

  private final Origin origin;
  private final EventLoop loop;
  private final Deadlines deadlines;
  private final EdgeMetrics metrics;
  private final Dialer dialer;
  private final String name;
  private final String hostField;
  private final Places places;
  private final ArrayDeque<OriginConnection> idle = new ArrayDeque<>();
  private int open;
  private int failures;
  private long skipUntil;

  ServerPool(
      Origin origin,
      Origin.Server server,
      EventLoop loop,
      NameResolver names,
      Places places,
      OriginTls tls,
      Deadlines deadlines,
      EdgeMetrics metrics) {
    this.origin = origin;
    this.loop = loop;
    this.places = places;
    this.deadlines = deadlines;
    this.metrics = metrics;
    this.dialer =
        new Dialer(
            new Destination(
                server.host(),
                server.port(),
                tls.of(origin, server),
                origin.connectTimeout(),
                origin.forbidden()),
            names,
            loop);
    String host = server.host().indexOf(':') < 0 ? server.host() : "[" + server.host() + "]";
    this.name = host + ":" + server.port();
    this.hostField = server.port() == (server.https() ? 443 : 80) ? host : name;
  }

  /** The server, {@code host:port}. */
  public String name() {
    return name;
  }

  String hostField() {
    return hostField;
  }

  /** An idle connection, the one used last; null when there is none. */
  public @Nullable OriginConnection takeIdle() {
    OriginConnection connection = idle.pollLast();
    while (connection != null && !connection.isOpen()) {
      connection = idle.pollLast();
    }
    return connection;
  }

  /** Makes a new connection. */
  public void connect(ConnectionWaiter waiter) {
    assert loop.inEventLoop();
    if (open >= MAX_OPEN) {
      waiter.connectFailed(
          new OriginFailure(
              OriginFailure.Kind.NO_CAPACITY, "it has " + MAX_OPEN + " connections of ours open"));
      return;
    }
    if (!places.tryTake()) {
      waiter.connectFailed(
          new OriginFailure(
              OriginFailure.Kind.NO_CAPACITY,
              "all connections to origins that this node may have are taken"));
      return;
    }
    open++;
    dialer.dial(
        new DialListener() {
          @Override
          public void connected(Channel channel) {
            failures = 0;
            metrics.originConnect(true);
            OriginConnection connection =
                new OriginConnection(ServerPool.this, channel, deadlines, origin.responseTimeout());
            channel.pipeline().addLast(connection);
            waiter.connected(connection);
          }

          @Override
          public void dialFailed(String reason) {
            hasClosed();
            skipForAMoment();
            metrics.originConnect(false);
            waiter.connectFailed(
                new OriginFailure(
                    OriginFailure.Kind.CONNECT, "no connection could be made: " + reason));
          }
        });
  }

  /** Connections that are in use or being made. */
  int busy() {
    return open - idle.size();
  }

  boolean isUnused() {
    return open == 0;
  }

  /** Whether it is left out because connecting to it failed a moment ago. */
  boolean isSkipped(long now) {
    return failures > 0 && skipUntil - now > 0;
  }

  private void skipForAMoment() {
    skipUntil = System.nanoTime() + (FIRST_SKIP_NANOS << Math.min(failures, MAX_SKIP_DOUBLINGS));
    failures++;
  }

  void release(OriginConnection connection) {
    if (idle.size() >= MAX_IDLE || places.areFew() || !connection.isOpen()) {
      connection.close();
      return;
    }
    connection.becomeIdle(IDLE_NANOS);
    idle.addLast(connection);
  }

  private void hasClosed() {
    open--;
    places.giveBack();
  }

  void closed(OriginConnection connection) {
    hasClosed();
    idle.remove(connection);
  }
}
