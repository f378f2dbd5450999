package dev.edgekeep.control.api;

import dev.edgekeep.control.api.ApiConnection.Phase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The connections of the API: so many in all and of one address. A connection too many takes the
 * place of the one that has been waited for the longest, so that slow clients are closed first. A
 * connection that exceeds its time is closed, also when bytes keep coming. Any thread; does not
 * block.
 */
final class ApiConnections implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(250);

  /** The end of a stream or a call is up to the caller or the limits of its work. */
  private static final Duration UNLIMITED = Duration.ofDays(365);

  private static final byte[] TIMEOUT =
      "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final ApiLimits.Connected limit;
  private final ApiLimits.Times times;

  /** By what is still known when a connection has ended, and its port may have another. */
  private final IdentityHashMap<EndPoint, ApiConnection> connections = new IdentityHashMap<>();

  private final Map<SocketAddress, ApiConnection> remotes = new HashMap<>();
  private final Map<InetAddress, Integer> addresses = new HashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("api-connections").factory());

  ApiConnections(ApiLimits limits) {
    this.limit = limits.connections();
    this.times = limits.times();
    clock.scheduleWithFixedDelay(
        this::closeOverdue, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A connection was accepted. */
  void opened(EndPoint endPoint) {
    if (!(endPoint.getRemoteSocketAddress() instanceof InetSocketAddress remote)) {
      endPoint.close();
      return;
    }
    ApiConnection victim = add(new ApiConnection(endPoint, remote));
    if (victim != null) {
      victim.endPoint().close();
    }
  }

  /** The connection that has to make room, which is the new one where none else can. */
  private synchronized @Nullable ApiConnection add(ApiConnection added) {
    added.enter(Phase.FIRST, System.nanoTime(), times.header());
    connections.put(added.endPoint(), added);
    remotes.put(added.remote(), added);
    int ofAddress = addresses.merge(added.address(), 1, Integer::sum);
    if (ofAddress <= limit.ofAddress() && connections.size() <= limit.all()) {
      return null;
    }
    Predicate<ApiConnection> which =
        ofAddress > limit.ofAddress()
            ? each -> each.address().equals(added.address())
            : each -> true;
    ApiConnection victim =
        connections.values().stream()
            .filter(each -> each != added && each.phase().makesRoom())
            .filter(which)
            .min(Comparator.comparingLong(ApiConnection::since))
            .orElse(added);
    remove(victim);
    return victim;
  }

  private void remove(ApiConnection connection) {
    boolean _ = remotes.remove(connection.remote(), connection);
    if (connections.remove(connection.endPoint(), connection)) {
      addresses.computeIfPresent(
          connection.address(), (address, count) -> count == 1 ? null : count - 1);
    }
    connection.enter(Phase.CLOSED, System.nanoTime(), UNLIMITED);
  }

  synchronized void closed(EndPoint endPoint) {
    ApiConnection connection = connections.get(endPoint);
    if (connection != null) {
      remove(connection);
    }
  }

  /** The connection of a request whose header is there; null when it is being closed. */
  synchronized @Nullable ApiConnection begins(SocketAddress remote) {
    ApiConnection connection = remotes.get(remote);
    enter(connection, Phase.REQUEST, times.body());
    return connection;
  }

  /** The body of an open call may take so long from now on. */
  synchronized void reads(@Nullable ApiConnection connection, Duration atMost) {
    enter(connection, Phase.REQUEST, atMost);
  }

  /** A call is worked on. */
  synchronized void works(@Nullable ApiConnection connection) {
    enter(connection, Phase.CALL, UNLIMITED);
  }

  /** A call whose body is awaited. */
  synchronized void worksAndReads(@Nullable ApiConnection connection, Duration atMost) {
    enter(connection, Phase.CALL, atMost);
  }

  synchronized void answers(@Nullable ApiConnection connection) {
    enter(connection, Phase.ANSWER, times.answer());
  }

  /** Request and answer are complete. */
  synchronized void rests(ApiConnection connection) {
    enter(connection, Phase.IDLE, times.idle());
  }

  private static void enter(@Nullable ApiConnection connection, Phase phase, Duration atMost) {
    if (connection != null && connection.phase() != Phase.CLOSED) {
      connection.enter(phase, System.nanoTime(), atMost);
    }
  }

  private void closeOverdue() {
    List<ApiConnection> silent = new ArrayList<>();
    List<ApiConnection> first = new ArrayList<>();
    synchronized (this) {
      long now = System.nanoTime();
      for (ApiConnection connection : List.copyOf(connections.values())) {
        if (connection.isOverdue(now)) {
          (connection.phase() == Phase.FIRST ? first : silent).add(connection);
          remove(connection);
        }
      }
    }
    silent.forEach(connection -> connection.endPoint().close());
    first.forEach(connection -> tellTimeout(connection.endPoint()));
  }

  /** RFC 9110 §15.5.9, where the answer can be sent as it is: not into a TLS handshake. */
  private static void tellTimeout(EndPoint endPoint) {
    if (endPoint.getConnection() instanceof ConnectionMetaData) {
      endPoint.write(Callback.from(endPoint::close), ByteBuffer.wrap(TIMEOUT));
    } else {
      endPoint.close();
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
