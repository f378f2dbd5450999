package dev.edgekeep.control.event;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.config.EventRetention;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.store.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Stores events of nodes for a while. {@link #record} never blocks. Events wait in a bounded queue
 * while the database does not answer; those for which there is no room are counted and dropped, and
 * one event says how many. Any thread.
 */
public final class Events implements AutoCloseable {
  private static final int QUEUE = 20_000;
  private static final int BATCH = 1_000;
  private static final Duration CLEANING = Duration.ofMinutes(1);
  private static final Duration WAIT = Duration.ofSeconds(5);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  /** Longer than the message server keeps them. */
  private static final Duration BATCHES_KEPT = Duration.ofDays(7);

  private final EventRows rows;
  private final EventRetention retention;
  private final InstantSource clock;
  private final Consumer<String> log;
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private final AtomicLong cleaned;

  private List<Event> waiting = new ArrayList<>();
  private long taken;
  private long stored;
  private long dropped;
  private boolean isFailing;
  private boolean closed;

  public Events(Store store, EventRetention retention, InstantSource clock, Consumer<String> log) {
    this.rows = new EventRows(store);
    this.retention = retention;
    this.clock = clock;
    this.log = log;
    this.cleaned = new AtomicLong(clock.millis());
    this.thread = Thread.ofPlatform().daemon().name("events").unstarted(this::run);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /** Takes an event. */
  public void record(Event event) {
    lock.lock();
    try {
      if (waiting.size() >= QUEUE || closed) {
        dropped++;
        return;
      }
      waiting.add(event);
      taken++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stores the events of a batch of a node, unless they are stored already. Blocks.
   *
   * @param nodeId the id of the node's record
   * @param number of the batch, for this node
   * @throws StoreException when they are not stored
   */
  public void storeOnce(String nodeId, long number, List<Event> batch) {
    List<StoredEvent> stored = rows.insertOnce(nodeId, number, clock.millis(), batch);
    for (Subscription subscription : subscriptions) {
      stored.forEach(subscription::offer);
    }
    cleanIfDue();
  }

  /**
   * Waits until what was recorded before is stored, for a few seconds at most, and not while the
   * database does not answer.
   */
  void flush() {
    long left = WAIT.toNanos();
    lock.lock();
    try {
      long until = taken;
      while (stored < until && left > 0 && !closed && !isFailing) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The newest events about a client of a host, the newest first. Blocks.
   *
   * @param serial of its certificate, with colons; empty: any
   * @param fingerprint SHA-256 in hexadecimal; empty: any
   * @param requestId empty: any
   */
  public List<Event> ofClient(
      Caller caller, String host, String serial, String fingerprint, String requestId, int most) {
    flush();
    EventFilter filter =
        new EventFilter(
            "",
            host,
            "",
            new EventFilter.Client(serial, fingerprint, "", requestId),
            "",
            0,
            Long.MAX_VALUE);
    return rows.list(caller, filter, Long.MAX_VALUE, new Paging(most, "")).stream()
        .limit(most)
        .map(StoredEvent::event)
        .toList();
  }

  EventRows rows() {
    return rows;
  }

  /** From now on the subscription has every event after it was stored. */
  void subscribe(Subscription subscription) {
    subscriptions.add(subscription);
  }

  void unsubscribe(Subscription subscription) {
    subscriptions.remove(subscription);
  }

  private void run() {
    List<Event> batch = next();
    while (!batch.isEmpty()) {
      store(batch);
      cleanIfDue();
      batch = next();
    }
  }

  /** Some events; none when it is time to end. */
  private List<Event> next() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      List<Event> batch = new ArrayList<>(waiting.subList(0, Math.min(BATCH, waiting.size())));
      waiting = new ArrayList<>(waiting.subList(batch.size(), waiting.size()));
      if (dropped > 0 && !batch.isEmpty()) {
        batch.add(tellDropped());
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private Event tellDropped() {
    String detail = "%,d events came faster than they could be stored".formatted(dropped);
    dropped = 0;
    taken++;
    return Event.ofAccount(null, clock.instant(), "events-dropped", detail);
  }

  /** Stores events; again after a while when the database does not answer now. */
  private void store(List<Event> batch) {
    boolean isDone = tryToStore(batch);
    while (!isDone && rest()) {
      isDone = tryToStore(batch);
    }
    if (!isDone) {
      tellLost(batch.size());
    }
    lock.lock();
    try {
      stored += batch.size();
      isFailing = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether these events need no further try. */
  private boolean tryToStore(List<Event> batch) {
    try {
      List<StoredEvent> events = rows.insert(batch);
      for (Subscription subscription : subscriptions) {
        events.forEach(subscription::offer);
      }
      return true;
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.BROKEN) {
        tellFailing(e);
        return false;
      }
      log.accept("%d events could not be stored: %s".formatted(batch.size(), e.getMessage()));
      return true;
    } catch (RuntimeException e) {
      log.accept("%d events could not be stored: %s".formatted(batch.size(), e.getMessage()));
      return true;
    }
  }

  private void tellFailing(StoreException e) {
    lock.lock();
    try {
      if (!isFailing) {
        log.accept("events wait until they can be stored: " + e.getMessage());
      }
      isFailing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void tellLost(int inHand) {
    lock.lock();
    try {
      long lost = inHand + waiting.size() + dropped;
      waiting = new ArrayList<>();
      log.accept("%d events were lost: the database does not answer".formatted(lost));
    } finally {
      lock.unlock();
    }
  }

  /** Waits a moment; false when it is time to end. */
  private boolean rest() {
    lock.lock();
    try {
      long left = AGAIN.toNanos();
      while (left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void cleanIfDue() {
    long last = cleaned.get();
    long now = clock.millis();
    // In either direction: a clock that was set back does not end cleaning.
    if (Math.abs(now - last) >= CLEANING.toMillis() && cleaned.compareAndSet(last, now)) {
      clean();
    }
  }

  private void clean() {
    try {
      rows.clean(clock.instant().minus(retention.age()).toEpochMilli(), retention.most());
      rows.forgetBatches(clock.instant().minus(BATCHES_KEPT).toEpochMilli());
    } catch (RuntimeException e) {
      log.accept("old events could not be removed: " + e.getMessage());
    }
  }

  /** Stores the events in the queue, and ends. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    subscriptions.forEach(Subscription::close);
    try {
      thread.join(WAIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
