package dev.edgekeep.edge.keyserver;

import dev.edgekeep.edge.metrics.KeyServerMetrics;
import dev.edgekeep.snapshot.KeyServer;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One event loop's connections to the addresses of one key server. Event loop only. */
final class KeyServerPool {
  /** The limit of operations that wait for a connection, or for room on one. */
  static final int MAX_WAITING = 1024;

  /** An answer is late after this multiple of the 99th percentile. */
  private static final int LATE_FACTOR = 4;

  /** An address that has failed to perform this operation comes after all others. */
  private static final int ASKED_IN_VAIN = 2;

  private static final System.Logger LOGGER = System.getLogger(KeyServerPool.class.getName());

  private final String name;
  private final long timeoutNanos;
  private final EventLoop loop;
  private final KeyServerMetrics metrics;
  private final Timeouts timeouts;
  private final List<ManagedConnection> connections = new ArrayList<>();
  private final Set<Operation> waiting = new LinkedHashSet<>();
  private int underWay;
  private boolean isClosing;
  private boolean isClosed;

  KeyServerPool(KeyServer config, EventLoop loop, KeyServerMetrics metrics, Timeouts timeouts) {
    this.name = config.name();
    this.timeoutNanos = config.timeout().toNanos();
    this.loop = loop;
    this.metrics = metrics;
    this.timeouts = timeouts;
  }

  /** Adds the connection to one address, before the first operation. */
  void add(ManagedConnection managed) {
    connections.add(managed);
  }

  String name() {
    return name;
  }

  EventLoop loop() {
    return loop;
  }

  long timeoutNanos() {
    return timeoutNanos;
  }

  KeyServerMetrics metrics() {
    return metrics;
  }

  Timeouts timeouts() {
    return timeouts;
  }

  List<ManagedConnection> connections() {
    return connections;
  }

  boolean isClosed() {
    return isClosed;
  }

  void perform(KeyRequest request, KeyOperations.Callback callback) {
    assert loop.inEventLoop();
    metrics.operationBegun();
    underWay++;
    Operation operation = new Operation(this, request, callback);
    if (isClosing) {
      operation.fail(null);
    } else {
      operation.begin();
    }
  }

  /** Connects to all addresses. */
  void connect() {
    connections.forEach(ManagedConnection::connect);
  }

  /** Connects to the addresses that an operation may be sent to, before their next retry. */
  void connectFor(Operation operation) {
    for (ManagedConnection managed : connections) {
      if (operation.mayAsk(managed)) {
        managed.connect();
      }
    }
  }

  /**
   * The best address for an operation: of the healthiest ones, the one with the lowest load.
   *
   * @return null when no address has room and may still be asked
   */
  @Nullable ManagedConnection choose(Operation operation) {
    long now = System.nanoTime();
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long fastest = fastest(now);
    int count = connections.size();
    int start = count == 1 ? 0 : random.nextInt(count);
    ManagedConnection best = null;
    int bestRank = 0;
    double bestLoad = 0;
    for (int i = 0; i < count; i++) {
      ManagedConnection managed = connections.get((start + i) % count);
      KeyConnection connection = managed.connection();
      if (connection == null
          || !connection.hasRoom(operation.request().key(), now)
          || !operation.mayAsk(managed)) {
        continue;
      }
      int rank = managed.health().rank(connection.hasAnswered(), now, random);
      if (operation.wasAskedInVain(managed)) {
        rank += ASKED_IN_VAIN;
      }
      double load = Latency.load(connection.waitedFor(), managed.latency().mean(now), fastest);
      if (best == null || rank < bestRank || (rank == bestRank && load < bestLoad)) {
        best = managed;
        bestRank = rank;
        bestLoad = load;
      }
    }
    return best;
  }

  private long fastest(long now) {
    long fastest = Long.MAX_VALUE;
    for (ManagedConnection managed : connections) {
      long mean = managed.latency().mean(now);
      if (managed.connection() != null && mean > 0) {
        fastest = Math.min(fastest, mean);
      }
    }
    return fastest;
  }

  /**
   * The time without an answer after which another address is asked, in nanoseconds; the time limit
   * of the operation where there is no other.
   */
  long lateAfter(ManagedConnection managed) {
    if (connections.size() == 1) {
      return timeoutNanos;
    }
    long slow = Math.max(timeouts.late().toNanos(), LATE_FACTOR * managed.latency().slow());
    return Math.min(slow, timeoutNanos / connections.size());
  }

  /**
   * Lets an operation wait for a connection.
   *
   * @return false when too many wait already
   */
  boolean await(Operation operation) {
    if (waiting.size() >= MAX_WAITING) {
      return false;
    }
    waiting.add(operation);
    connectFor(operation);
    return true;
  }

  /** The operation is sent, and waits no longer. */
  void stopWaiting(Operation operation) {
    waiting.remove(operation);
  }

  boolean isWaitedFor() {
    return !waiting.isEmpty();
  }

  /** An address is connected, or has room: sends operations that wait. */
  void hasRoom(ManagedConnection managed) {
    for (Operation next = firstFor(managed); next != null; next = firstFor(managed)) {
      next.ask(managed);
    }
  }

  private @Nullable Operation firstFor(ManagedConnection managed) {
    long now = System.nanoTime();
    for (Operation operation : waiting) {
      if (operation.mayAsk(managed) && managed.hasRoom(operation.request().key(), now)) {
        return operation;
      }
    }
    return null;
  }

  /** An attempt to connect failed: operations that wait may be hopeless now. */
  void unreachable(ManagedConnection managed, String why) {
    for (Operation operation : List.copyOf(waiting)) {
      operation.unreachable(managed, why);
    }
  }

  void ended(Operation operation, String outcome, long nanos) {
    waiting.remove(operation);
    underWay--;
    metrics.operationEnded(outcome, nanos);
    if (isClosing && underWay == 0) {
      loop.execute(() -> shutDown("its configuration has changed"));
    }
  }

  /** Calls back. An exception of the callback must not harm the connection. */
  void callBack(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException e) {
      LOGGER.log(
          System.Logger.Level.ERROR, "The callback of an operation of " + name + " failed", e);
    }
  }

  /** Accepts no more operations, and closes once those under way have ended. */
  void close() {
    isClosing = true;
    if (underWay == 0) {
      shutDown("its configuration has changed");
    }
  }

  /** Closes now; operations under way fail. */
  void shutDown(String why) {
    isClosing = true;
    isClosed = true;
    for (ManagedConnection managed : connections) {
      managed.close(why);
    }
    for (Operation operation : List.copyOf(waiting)) {
      operation.fail(null);
    }
  }
}
