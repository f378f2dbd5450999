package dev.edgekeep.edge.keyserver;

import dev.edgekeep.edge.dial.DialListener;
import dev.edgekeep.edge.dial.Dialer;
import dev.edgekeep.edge.metrics.KeyServerMetrics;
import dev.edgekeep.keyless.SubjectKeyId;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's connection to one address of a key server: connected again whenever it is lost,
 * and pinged when nothing is heard. Event loop only.
 */
final class ManagedConnection implements KeyConnection.Owner, DialListener {
  /**
   * Attempts for waiting operations have at least this fraction of the first retry between them.
   */
  private static final int ATTEMPTS_PER_RETRY = 10;

  private final String address;
  private final int index;
  private final KeyServerPool pool;
  private final EventLoop loop;
  private final Dialer dialer;
  private final Health health;
  private final KeyServerMetrics metrics;
  private final Timeouts timeouts;
  private final Latency latency = new Latency();

  private @Nullable KeyConnection connection;
  private @Nullable ScheduledFuture<?> retry;
  private boolean isDialing;
  private boolean isPinged;
  private boolean isClosed;
  private long dialedAt;
  private long connectedAt;
  private long pingedAt;
  private int failures;
  private String lastFailure = "no connection was made yet";

  ManagedConnection(
      String address,
      int index,
      KeyServerPool pool,
      EventLoop loop,
      Dialer dialer,
      Health health,
      KeyServerMetrics metrics,
      Timeouts timeouts) {
    this.address = address;
    this.index = index;
    this.pool = pool;
    this.loop = loop;
    this.dialer = dialer;
    this.health = health;
    this.metrics = metrics;
    this.timeouts = timeouts;
    this.dialedAt = System.nanoTime() - timeouts.firstRetry().toNanos();
  }

  /** {@code host:port}. */
  String address() {
    return address;
  }

  /** Position among the addresses of the key server. */
  int index() {
    return index;
  }

  Health health() {
    return health;
  }

  Latency latency() {
    return latency;
  }

  /** The connection; null when there is none now. */
  @Nullable KeyConnection connection() {
    return connection;
  }

  /** Returns whether an operation with this key may be sent now. */
  boolean hasRoom(SubjectKeyId key, long now) {
    return connection != null && connection.hasRoom(key, now);
  }

  /**
   * Counts an operation that this address did not perform.
   *
   * @param reason {@code late}, {@code lost}, {@code error}, {@code busy} or {@code wrong}
   */
  void failed(String reason) {
    metrics.addressFailed(address, reason);
  }

  /** An operation was given up; one that waits may take its place. */
  void madeRoom() {
    if (pool.isWaitedFor()) {
      hasRoomIn(0);
    }
  }

  /** Lets operations that wait be sent after a pause. */
  void hasRoomIn(long nanos) {
    var _ = loop.schedule(() -> pool.hasRoom(this), nanos, TimeUnit.NANOSECONDS);
  }

  /** The reason why the latest attempt to connect failed, or the latest connection ended. */
  String lastFailure() {
    return lastFailure;
  }

  /** Connects before the next retry is due, unless connected or connecting. */
  void connect() {
    if (connection != null || isDialing || isClosed) {
      return;
    }
    long spacing = timeouts.firstRetry().toNanos() / ATTEMPTS_PER_RETRY;
    long early = dialedAt + spacing - System.nanoTime();
    if (early > 0) {
      retryIn(early);
    } else {
      dial();
    }
  }

  private void dial() {
    cancelRetry();
    if (connection == null && !isDialing && !isClosed) {
      isDialing = true;
      dialedAt = System.nanoTime();
      dialer.dial(this);
    }
  }

  @Override
  public void connected(Channel channel) {
    isDialing = false;
    if (isClosed) {
      channel.close();
      return;
    }
    metrics.connect(address, true);
    connectedAt = System.nanoTime();
    KeyConnection connected = KeyConnection.on(channel, this);
    connection = connected;
    ping(connected);
    pool.hasRoom(this);
  }

  @Override
  public void dialFailed(String why) {
    isDialing = false;
    if (isClosed) {
      return;
    }
    metrics.connect(address, false);
    health.unreachable(why);
    lost(why);
    pool.unreachable(this, why);
  }

  @Override
  public void answers() {
    health.connected(System.nanoTime());
    KeyConnection answering = connection;
    var _ =
        loop.schedule(() -> settled(answering), timeouts.settled().toNanos(), TimeUnit.NANOSECONDS);
  }

  @SuppressWarnings("ReferenceEquality") // identity: a later connection is another one
  private void settled(@Nullable KeyConnection answering) {
    if (connection == answering) {
      health.settled();
    }
  }

  @Override
  public void hasRoom() {
    pool.hasRoom(this);
  }

  @Override
  public void ended(boolean hadAnswered, String why) {
    connection = null;
    if (isClosed) {
      return;
    }
    if (hadAnswered) {
      health.disconnected(System.nanoTime());
    } else {
      health.unreachable(why);
      pool.unreachable(this, why);
    }
    if (hadAnswered && System.nanoTime() - connectedAt >= timeouts.settled().toNanos()) {
      failures = 0;
      lastFailure = why;
      dial();
    } else {
      lost(why);
    }
  }

  private void lost(String why) {
    lastFailure = why;
    failures++;
    long pause =
        Backoff.nanos(
            timeouts.firstRetry(), timeouts.lastRetry(), failures, ThreadLocalRandom.current());
    retryIn(pool.isWaitedFor() ? Math.min(pause, timeouts.firstRetry().toNanos()) : pause);
  }

  private void retryIn(long nanos) {
    cancelRetry();
    retry = loop.schedule(this::dial, nanos, TimeUnit.NANOSECONDS);
  }

  private void cancelRetry() {
    if (retry != null) {
      retry.cancel(false);
      retry = null;
    }
  }

  private void ping(KeyConnection pinged) {
    isPinged = true;
    pingedAt = System.nanoTime();
    pinged.ping();
    beatIn(pinged, Math.min(timeouts.pong().toNanos(), pause()));
  }

  /** Pings a silent connection, or closes one that did not answer, and repeats. */
  @SuppressWarnings("ReferenceEquality") // identity: a later connection is another one
  private void beat(KeyConnection beating) {
    if (connection != beating) {
      return;
    }
    long left = pingedAt + timeouts.pong().toNanos() - System.nanoTime();
    if (beating.wasHeard()) {
      isPinged = false;
      beatIn(beating, pause());
    } else if (!isPinged) {
      ping(beating);
    } else if (left > 0) {
      beatIn(beating, Math.min(left, pause()));
    } else {
      beating.close(
          "it answered nothing, no ping either, for %,d ms".formatted(timeouts.pong().toMillis()));
    }
  }

  /** A random time between half and all of the silence before a ping, in nanoseconds. */
  private long pause() {
    long whole = timeouts.ping().toNanos();
    return whole - ThreadLocalRandom.current().nextLong(whole / 2);
  }

  private void beatIn(KeyConnection beating, long nanos) {
    var _ = loop.schedule(() -> beat(beating), nanos, TimeUnit.NANOSECONDS);
  }

  /** Closes the connection for good. */
  void close(String why) {
    isClosed = true;
    cancelRetry();
    if (connection != null) {
      connection.close(why);
    }
  }
}
