package dev.edgekeep.control.node;

import dev.edgekeep.fleet.nats.FeedConnection;
import dev.edgekeep.fleet.nats.FeedException;
import dev.edgekeep.fleet.nats.FeedStreams;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The background work of a control plane for its fleet, on a thread of its own: it sends everything
 * that nodes need after each connection, the consequences of each change, and what is due from time
 * to time. Other methods never block; any thread.
 */
final class FleetWork implements AutoCloseable {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int TICKS_BETWEEN_TICKETS = 30;
  private static final int MAX_FAILURES = 5;
  private static final Duration STOP = Duration.ofSeconds(5);

  private final FeedConnection connection;
  private final FeedStreams streams;
  private final FleetMessages messages;
  private final AccountUpdates accounts;
  private final Fleet fleet;
  private final Consumer<String> log;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition something = lock.newCondition();
  private final Thread thread;

  /** Nodes that changed, by name. */
  private Map<String, Changed> waiting = new LinkedHashMap<>();

  private boolean isAllDue;

  /** The time from which everything may be done again. */
  private long allFrom = System.nanoTime();

  /** Attempts to do everything that failed one after the other. */
  private int failures;

  /** The last failure that was told; empty: there is none. Used by the thread only. */
  private String failure = "";

  private boolean isTold;
  private boolean closed;

  /**
   * A node that changed.
   *
   * @param node null: it was removed
   */
  private record Changed(String group, @Nullable NodeRecord node) {}

  FleetWork(
      FeedConnection connection,
      FeedStreams streams,
      FleetMessages messages,
      AccountUpdates accounts,
      Fleet fleet,
      Consumer<String> log) {
    this.connection = connection;
    this.streams = streams;
    this.messages = messages;
    this.accounts = accounts;
    this.fleet = fleet;
    this.log = log;
    this.thread = Thread.ofVirtual().name("fleet").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void connected() {
    lock.lock();
    try {
      isAllDue = true;
      allFrom = System.nanoTime();
      failures = 0;
      if (isTold) {
        log.accept("the message server is connected again");
      }
      isTold = false;
      something.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** One line for each interruption. */
  void disconnected(String reason) {
    lock.lock();
    try {
      if (!isTold && !closed) {
        log.accept("no message server is connected, and changes wait for it: %s".formatted(reason));
      }
      isTold = true;
    } finally {
      lock.unlock();
    }
  }

  void nodeChanged(String group, @Nullable NodeRecord node) {
    lock.lock();
    try {
      String key = node == null ? "removed from " + group : "node " + node.name();
      waiting.put(key, new Changed(group, node));
      something.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    int ticks = 0;
    try {
      while (awaitWork()) {
        fleet.stateChanged(); // a node may be lost by now
        carryOut();
        ticks++;
        if (ticks >= TICKS_BETWEEN_TICKETS) {
          ticks = 0;
          attempt(messages::sendDue);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Waits for something to do, for a moment at most; false when it is time to end. */
  private boolean awaitWork() throws InterruptedException {
    lock.lock();
    try {
      long left = TICK.toNanos();
      while (waiting.isEmpty() && !isAllDueNow() && !closed && left > 0) {
        left = something.awaitNanos(left);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void carryOut() throws InterruptedException {
    boolean all;
    Map<String, Changed> changes;
    lock.lock();
    try {
      all = isAllDueNow();
      isAllDue &= !all;
      changes = waiting;
      waiting = new LinkedHashMap<>();
    } finally {
      lock.unlock();
    }
    if (!all && changes.isEmpty()) {
      return;
    }
    boolean isDone =
        attempt(() -> {
          if (all) {
            streams.ensureShared();
            fleet.publishAgain();
            try {
              messages.sendAll();
            } finally {
              accounts.updateSoon();
            }
          } else {
            send(changes);
          }
        });
    if (!isDone) {
      again();
    } else if (all) {
      lock.lock();
      try {
        failures = 0;
      } finally {
        lock.unlock();
      }
    }
  }

  private void send(Map<String, Changed> changes) throws FeedException, InterruptedException {
    Attempts attempts = new Attempts();
    for (Changed change : changes.values()) {
      attempts.run(() -> messages.send(change.group(), change.node()));
    }
    if (changes.values().stream().anyMatch(change -> change.node() == null)) {
      accounts.updateSoon(); // after the node was told: this closes its connection
    }
    attempts.check();
  }

  /** The thread goes on after anything that fails: it distributes the keys of all nodes. */
  private boolean attempt(Attempts.Work work) throws InterruptedException {
    if (!connection.isConnected()) {
      return true; // everything is done when it is
    }
    try {
      work.run();
      failure = "";
      return true;
    } catch (FeedException | RuntimeException e) {
      if (!failure.equals(String.valueOf(e.getMessage()))) {
        failure = String.valueOf(e.getMessage());
        log.accept("the fleet is not up to date yet, it is tried again: " + failure);
      }
      return false;
    }
  }

  /** Everything is done again after a pause, which grows; other changes do not wait for that. */
  private void again() {
    lock.lock();
    try {
      isAllDue = true;
      allFrom = System.nanoTime() + TICK.multipliedBy(1L << failures).toNanos();
      failures = Math.min(failures + 1, MAX_FAILURES);
    } finally {
      lock.unlock();
    }
  }

  private boolean isAllDueNow() {
    return isAllDue && allFrom - System.nanoTime() <= 0;
  }

  /** Ends after what is under way. */
  @Override
  public void close() {
    accounts.close();
    lock.lock();
    try {
      closed = true;
      something.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (!thread.join(STOP)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
