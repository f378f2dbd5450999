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

/** The addresses of one key server as one event loop sees them. Event loop only. */
final class KeyServerPool {
  /** Operations that wait for a connection, or for room on one. */
  static final int MAX_WAITING = 1024;

  /** An answer is late when it takes so many times what all but one in a hundred take. */
  private static final int LATE_FACTOR = 4;

  private static final System.Logger LOGGER = System.getLogger(KeyServerPool.class.getName());

  private final String name;
  private final long timeoutNanos;
  private final EventLoop loop;
  private final KeyServerMetrics metrics;
  private final Pace pace;
  private final List<Link> links = new ArrayList<>();
  private final Set<Operation> waiting = new LinkedHashSet<>();
  private int underWay;
  private boolean isClosing;
  private boolean isClosed;

  KeyServerPool(KeyServer config, EventLoop loop, KeyServerMetrics metrics, Pace pace) {
    this.name = config.name();
    this.timeoutNanos = config.timeout().toNanos();
    this.loop = loop;
    this.metrics = metrics;
    this.pace = pace;
  }

  /** Adds the way to one address. Before anything is asked. */
  void add(Link link) {
    links.add(link);
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

  Pace pace() {
    return pace;
  }

  List<Link> links() {
    return links;
  }

  boolean isClosed() {
    return isClosed;
  }

  void perform(KeyRequest request, Result result) {
    assert loop.inEventLoop();
    metrics.operationBegun();
    underWay++;
    Operation operation = new Operation(this, request, result);
    if (isClosing) {
      operation.fail(null);
    } else {
      operation.begin();
    }
  }

  /** Connects to all addresses. */
  void connect() {
    links.forEach(Link::connect);
  }

  /** Connects to the addresses that an operation may be asked of, before their turn. */
  void connectFor(Operation operation) {
    for (Link link : links) {
      if (operation.mayAsk(link)) {
        link.connect();
      }
    }
  }

  /** The best address that has room and that the operation may be asked of; null for none. */
  @Nullable Link choose(Operation operation) {
    return Choice.best(links, operation, System.nanoTime(), ThreadLocalRandom.current());
  }

  /**
   * After what time without an answer another address is asked, in nanoseconds: never, where there
   * is no other.
   */
  long lateAfter(Link link) {
    if (links.size() == 1) {
      return timeoutNanos;
    }
    long slow = Math.max(pace.late().toNanos(), LATE_FACTOR * link.latency().slow());
    return Math.min(slow, timeoutNanos / links.size());
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

  /** It is asked of an address. */
  void waitsNoMore(Operation operation) {
    waiting.remove(operation);
  }

  boolean isWaitedFor() {
    return !waiting.isEmpty();
  }

  /** A link has got a connection, or room on it. */
  void hasRoom(Link link) {
    for (Operation next = firstFor(link); next != null; next = firstFor(link)) {
      next.ask(link);
    }
  }

  private @Nullable Operation firstFor(Link link) {
    long now = System.nanoTime();
    for (Operation operation : waiting) {
      if (operation.mayAsk(link) && link.hasRoom(operation.request().key(), now)) {
        return operation;
      }
    }
    return null;
  }

  /** An attempt to connect failed. */
  void unreachable(Link link, String why) {
    for (Operation operation : List.copyOf(waiting)) {
      operation.unreachable(link, why);
    }
  }

  void ended(Operation operation, String outcome, long nanos) {
    waiting.remove(operation);
    underWay--;
    metrics.operationEnded(outcome, nanos);
    if (isClosing && underWay == 0) {
      loop.execute(() -> shutDown("the key server is no longer configured so"));
    }
  }

  /** Tells a result. A failure of whoever takes it must not harm the connection. */
  void tell(Runnable result) {
    try {
      result.run();
    } catch (RuntimeException e) {
      LOGGER.log(System.Logger.Level.ERROR, "A result of key server " + name + " was not taken", e);
    }
  }

  /** Takes no more operations, and closes once those under way have ended. */
  void close() {
    isClosing = true;
    if (underWay == 0) {
      shutDown("the key server is no longer configured so");
    }
  }

  /** Closes now; what is under way fails. */
  void shutDown(String why) {
    isClosing = true;
    isClosed = true;
    for (Link link : links) {
      link.close(why);
    }
    for (Operation operation : List.copyOf(waiting)) {
      operation.fail(null);
    }
  }
}
