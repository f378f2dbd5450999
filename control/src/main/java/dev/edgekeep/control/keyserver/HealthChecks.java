package dev.edgekeep.control.keyserver;

import dev.edgekeep.control.config.KeyServerChecks;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.event.Event;
import dev.edgekeep.control.keyserver.Checked.KeyCheck;
import dev.edgekeep.control.secret.UnsealException;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.store.StoreException;
import dev.edgekeep.x509.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The health of key servers: checked from time to time, when one was made or changed, and when
 * somebody asks; only some at once. The results are kept in {@link CheckResults}. Any thread.
 */
public final class HealthChecks implements AutoCloseable {
  private static final int AT_ONCE = 8;
  private static final Duration SETTLING = Duration.ofSeconds(2);
  private static final Duration TICK = Duration.ofSeconds(1);

  /** A check, and the wait for its turn. */
  private static final Duration LIMIT = Probe.LIMIT.multipliedBy(2);

  private final Store store;
  private final Probe probe;
  private final KeyServerChecks settings;
  private final InstantSource clock;
  private final CheckResults results;
  private final Consumer<String> log;
  private final Semaphore free = new Semaphore(AT_ONCE, true);
  private final Map<Subject, FutureTask<Checked>> underWay = new ConcurrentHashMap<>();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private final Thread rounds;
  private volatile boolean closed;

  /** The subject of a check: a key server in one revision. */
  private record Subject(String id, long revision) {}

  public HealthChecks(
      Store store,
      KeyServers keyServers,
      KeyServerChecks settings,
      InstantSource clock,
      Consumer<Event> events,
      Consumer<String> log) {
    this.store = store;
    this.probe = new Probe(store, keyServers, clock, settings.slow());
    this.settings = settings;
    this.clock = clock;
    this.results = new CheckResults(events);
    this.log = log;
    this.rounds = Thread.ofVirtual().name("key-server-checks").unstarted(this::run);
  }

  /** Begins; the first round comes in a moment. */
  public void start() {
    rounds.start();
  }

  /** The result of the last check; null when the current revision was not checked yet. */
  @Nullable Checked last(KeyServerRecord keyServer) {
    return results.last(keyServer);
  }

  /** Checks one soon, and does not wait for it. */
  void soon(KeyServerRecord keyServer) {
    begin(keyServer);
  }

  /**
   * Checks one now, also where a check is under way: that may have begun before what the caller has
   * changed. Blocks for some seconds at most.
   *
   * @throws DomainException when too many are checked already
   */
  Checked check(KeyServerRecord keyServer) {
    try {
      return inTurn(keyServer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during a check", e);
    }
  }

  /**
   * The answer of a key server about a key.
   *
   * @param sentence null when it has the key
   * @param isMissing whether it was reached and does not have the key
   */
  public record KeyAnswer(@Nullable String sentence, boolean isMissing) {}

  /**
   * Asks a key server for the key of a certificate, as an edge would. Blocks for some seconds at
   * most.
   *
   * @param names that the certificate is for
   */
  public KeyAnswer keyOf(KeyServerRecord keyServer, Certificate leaf, List<String> names) {
    try {
      if (!free.tryAcquire(Probe.LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
        return new KeyAnswer("many key servers are being checked; the key was not tried", false);
      }
      try {
        return answer(keyServer, probe.run(keyServer, new KeyedCertificate("new", names, leaf)));
      } finally {
        free.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during a check", e);
    } catch (UnsealException | IllegalStateException e) {
      return new KeyAnswer(String.valueOf(e.getMessage()), false);
    }
  }

  private static KeyAnswer answer(KeyServerRecord keyServer, Checked checked) {
    List<KeyCheck> keys =
        checked.addresses().stream().flatMap(address -> address.keys().stream()).toList();
    if (keys.stream().anyMatch(key -> key.state().equals(KeyCheck.OK))) {
      return new KeyAnswer(null, false);
    }
    boolean isMissing = keys.stream().anyMatch(KeyCheck::isMissing);
    String why = checked.problems().isEmpty() ? "it was not tried" : checked.problems().getFirst();
    return new KeyAnswer(
        isMissing
            ? "key server %s does not have the key of this certificate, and a host that uses it refuses every client: %s"
                .formatted(keyServer.name(), why)
            : "whether key server %s has the key of this certificate is not known: %s"
                .formatted(keyServer.name(), why),
        isMissing);
  }

  /** A check of its own thread; the one that is under way where there is one. */
  private FutureTask<Checked> begin(KeyServerRecord keyServer) {
    Subject subject = new Subject(keyServer.id(), keyServer.revision());
    FutureTask<Checked> mine = new FutureTask<>(() -> inTurn(keyServer));
    FutureTask<Checked> other = underWay.putIfAbsent(subject, mine);
    if (other != null) {
      return other;
    }
    Thread thread =
        Thread.ofVirtual()
            .name("key-server-check")
            .unstarted(() -> {
              try {
                mine.run();
              } finally {
                underWay.remove(subject, mine);
                threads.remove(Thread.currentThread());
              }
            });
    threads.add(thread);
    thread.start();
    if (closed) {
      thread.interrupt();
    }
    return mine;
  }

  private Checked inTurn(KeyServerRecord keyServer) throws InterruptedException {
    if (!free.tryAcquire(Probe.LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
      throw DomainException.tooMany("many key servers are being checked; try again soon", TICK);
    }
    try {
      long order = results.begin();
      Checked checked = probe.run(keyServer);
      results.add(keyServer, order, checked);
      return checked;
    } finally {
      free.release();
    }
  }

  private static Checked await(FutureTask<Checked> task) {
    try {
      return task.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw DomainException.tooMany("many key servers are being checked; try again soon", TICK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during a check", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException("the check failed", e);
    }
  }

  private void run() {
    settle();
    while (!closed) {
      round();
      rest(clock.instant().plus(pause()));
    }
  }

  /** Several control planes over one database must not all ask at the same moment. */
  private Duration pause() {
    long nanos = settings.interval().toNanos();
    return Duration.ofNanos(nanos + ThreadLocalRandom.current().nextLong(-nanos / 10, nanos / 10));
  }

  /** Waits until a time, or the end. */
  private void rest(Instant until) {
    lock.lock();
    try {
      while (!closed && clock.instant().isBefore(until)) {
        long _ = woken.awaitNanos(TICK.toNanos());
      }
    } catch (InterruptedException e) {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  /** A program with a key server of its own may not have said yet where that listens. */
  private void settle() {
    lock.lock();
    try {
      long left = SETTLING.toNanos();
      while (!closed && left > 0) {
        left = woken.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  /** Some at once, each within its limit, so that one that is dead does not keep the others. */
  private void round() {
    try {
      List<KeyServerRecord> all =
          store.read(db ->
              db.createQuery("SELECT * FROM key_server ORDER BY id")
                  .map(KeyServerRecord.ROW)
                  .list());
      results.retain(all);
      for (int from = 0; from < all.size() && !closed; from += AT_ONCE) {
        check(all.subList(from, Math.min(all.size(), from + AT_ONCE)));
      }
    } catch (StoreException e) {
      tell("key servers cannot be checked: " + e.getMessage());
    }
  }

  private void check(List<KeyServerRecord> some) {
    List<FutureTask<Checked>> tasks = new ArrayList<>();
    some.forEach(keyServer -> tasks.add(begin(keyServer)));
    for (int i = 0; i < some.size() && !closed; i++) {
      try {
        Checked _ = await(tasks.get(i));
      } catch (RuntimeException e) {
        tell("key server %s was not checked: %s".formatted(some.get(i).name(), e));
      }
    }
  }

  /** At the end checks are broken off, which is no news. */
  private void tell(String line) {
    if (!closed) {
      log.accept(line);
    }
  }

  /** Ends checks that are under way. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
    rounds.interrupt();
    threads.forEach(Thread::interrupt);
    try {
      rounds.join(Probe.LIMIT);
      for (Thread thread : threads) {
        thread.join(Probe.LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
