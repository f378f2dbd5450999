package dev.edgekeep.edge.origin;

import dev.edgekeep.edge.dial.DialListener;
import dev.edgekeep.edge.origin.health.ServerHealth;
import dev.edgekeep.edge.proxyprotocol.EncodedHeader;
import dev.edgekeep.snapshot.ConnectionLimits;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one server for all clients, or for one of them. Streams are opened on connections
 * that have room, the one used last first; a request that finds none waits for a new one, and,
 * where the server's connections are limited, for its turn. Event loop only.
 */
final class PooledConnections implements DialListener {
  private static final int MAX_IDLE = 256;

  private final ServerPool pool;
  private final ServerPool.Setup setup;
  private final Wire wire;
  private final @Nullable EncodedHeader header;
  private final Consumer<PooledConnections> unused;
  private final ServerHealth health;
  private final @Nullable PlaceQueue places;
  private final ArrayDeque<PooledConnection> withRoom = new ArrayDeque<>();
  private final SequencedSet<StreamWaiter> waiting = new LinkedHashSet<>();
  private int open;
  private int dialing;
  private boolean keepsNone;

  /**
   * @param pool in which everything counts
   * @param header that connections begin with; null: the usual one of the server, if any
   * @param unused called when there is no connection and no waiter left
   */
  PooledConnections(
      ServerPool pool,
      Wire wire,
      @Nullable EncodedHeader header,
      Consumer<PooledConnections> unused) {
    this.pool = pool;
    this.setup = pool.setup();
    this.wire = wire;
    this.header = header;
    this.unused = unused;
    this.health = setup.shared().health();
    ConnectionLimits limits = setup.limits();
    this.places = limits == null ? null : new PlaceQueue(this, pool, limits);
  }

  ServerPool pool() {
    return pool;
  }

  /**
   * Opens a stream, and writes the head of a request.
   *
   * @return null when no connection has room for it
   */
  @Nullable OriginStream open(OriginRequest request, OriginListener listener, int headerBytes) {
    PooledConnection connection = mustQueue() ? null : pollWithRoom();
    return connection == null ? null : connection.open(request, listener, headerBytes);
  }

  /** Requests that came before are served first. */
  private boolean mustQueue() {
    return places != null && places.mustQueue();
  }

  private @Nullable PooledConnection pollWithRoom() {
    while (true) {
      PooledConnection connection = withRoom.pollLast();
      if (connection == null) {
        return null;
      }
      connection.unlisted();
      if (connection.hasRoom()) {
        return connection;
      }
    }
  }

  /** Returns whether a connection accepts a stream now. */
  boolean hasRoom() {
    PooledConnection connection = pollWithRoom();
    if (connection != null) {
      connection.list();
    }
    return connection != null;
  }

  /** Lists a connection among those with room. */
  void list(PooledConnection connection) {
    withRoom.addLast(connection);
  }

  /** Waits for a new connection. Connections that are being made are shared where they can be. */
  void connect(StreamWaiter waiter) {
    assert setup.loop().inEventLoop();
    if (places != null && places.mustQueue()) {
      places.add(waiter);
    } else {
      dialFor(waiter);
    }
  }

  /** Makes a connection for a waiter, if those that are being made are not enough. */
  void dialFor(StreamWaiter waiter) {
    waiting.addLast(waiter);
    pool.countWaiting(1);
    dialForWaiters();
  }

  /** The waiter wants no connection any more: it leaves at once. */
  void forget(StreamWaiter waiter) {
    if (waiting.remove(waiter)) {
      pool.countWaiting(-1);
      tellIfUnused();
    } else if (places != null) {
      places.remove(waiter);
    }
  }

  private StreamWaiter firstWaiter() {
    pool.countWaiting(-1);
    return waiting.removeFirst();
  }

  private StreamWaiter lastWaiter() {
    pool.countWaiting(-1);
    return waiting.removeLast();
  }

  private boolean isDialNeeded() {
    return waiting.size() > (long) dialing * wire.protocol().streamsPerConnection();
  }

  /**
   * Makes the connections that the waiters need. Those beyond the limits fail, the newest first.
   */
  private void dialForWaiters() {
    while (isDialNeeded()) {
      if (places != null && !places.tryTake()) {
        places.add(lastWaiter());
        continue;
      }
      OriginFailure refusal = pool.reserve();
      if (refusal == null) {
        open++;
        dialing++;
        dial();
      } else {
        if (places != null) {
          places.release();
        }
        lastWaiter().connectFailed(refusal);
      }
    }
    tellIfUnused();
  }

  private void dial() {
    if (header == null) {
      wire.dialer().dial(this);
    } else {
      wire.dialer().dial(this, header);
    }
  }

  @Override
  public void connected(Channel channel) {
    dialing--;
    if (wire.tellsHealth()) {
      health.connected();
    }
    setup.parts().metrics().originConnect(true);
    PooledConnection connection = new PooledConnection(this, setup, wire.protocol(), channel);
    connection.list();
    serveWaiters(connection);
    if (places != null && places.mustQueue()) {
      places.serve();
    }
    connection.becomeIdleIfUnused();
    dialForWaiters();
  }

  /** Opens streams of waiting requests on a connection that may have room. */
  void serveWaiters(PooledConnection connection) {
    while (connection.hasRoom() && !waiting.isEmpty()) {
      firstWaiter().connected();
    }
  }

  @Override
  public void dialFailed(String reason) {
    connectFailed(OriginFailure.Kind.CONNECT, "no connection could be made: " + reason);
  }

  @Override
  public void dialTimedOut(String reason) {
    connectFailed(OriginFailure.Kind.CONNECT_TIMEOUT, "no connection was made in time: " + reason);
  }

  private void connectFailed(OriginFailure.Kind kind, String detail) {
    dialing--;
    released();
    if (wire.tellsHealth()) {
      health.connectFailed(detail, System.nanoTime());
    }
    setup.parts().metrics().originConnect(false);
    OriginFailure failure = new OriginFailure(kind, detail);
    while (isDialNeeded()) {
      firstWaiter().connectFailed(failure);
    }
    tellIfUnused();
  }

  private void released() {
    open--;
    pool.release();
    if (places != null) {
      places.release();
    }
    tellIfUnused();
  }

  /** A connection is closed. */
  void closed(PooledConnection connection, boolean isListed) {
    released();
    if (isListed) {
      withRoom.remove(connection);
    }
  }

  /** Returns whether one more idle connection may be kept; it is listed already. */
  boolean mayKeep() {
    return !keepsNone && withRoom.size() <= MAX_IDLE && !setup.parts().limit().isNear();
  }

  /** The queue for places; null when the server has no limits. */
  @Nullable PlaceQueue places() {
    return places;
  }

  boolean isBusy() {
    return places != null && places.isBusy();
  }

  /** Closes the connection that was idle longest, if there is any. */
  void giveUpIdle() {
    PooledConnection longest = withRoom.peekFirst();
    if (longest != null) {
      longest.closeIfUnused();
    }
  }

  /** Closes the connections that are idle, and others once they are. */
  void keepNone() {
    keepsNone = true;
    List.copyOf(withRoom).forEach(PooledConnection::becomeIdleIfUnused);
  }

  /** Reports when there is no connection and no waiter left. */
  void tellIfUnused() {
    if (open == 0 && waiting.isEmpty() && (places == null || places.isUnused())) {
      unused.accept(this);
    }
  }

  /** It is in no use any more: other event loops do not ask it for connections. */
  void retire() {
    if (places != null) {
      places.retire();
    }
  }
}
