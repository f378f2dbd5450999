package dev.edgekeep.control.deploy;

import dev.edgekeep.control.change.Deployer;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.change.InvalidationText;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings changes that other control planes make in the same database to the nodes of this one:
 * looks every second for versions that it has not seen. Changes are deployed in the order of their
 * versions, whichever control plane made them, so that of two that contradict each other the later
 * one wins everywhere. Any thread; blocks on the database.
 */
public final class SharedDeployments implements Deployer, AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final int AT_ONCE = 1_000;

  private final Store store;
  private final Deployer next;
  private final Consumer<String> log;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ending = lock.newCondition();
  private final Thread thread;
  private long seen;
  private boolean failing;
  private boolean closed;

  /**
   * @param next takes changes to the nodes of this process
   * @param first the version that the nodes have at the start
   */
  public SharedDeployments(Store store, Deployer next, long first, Consumer<String> log) {
    this.store = store;
    this.next = next;
    this.seen = first;
    this.log = log;
    this.thread = Thread.ofVirtual().name("shared-deployments").unstarted(this::run);
  }

  /** Starts looking. */
  public void start() {
    thread.start();
  }

  /** A change of this control plane: those of others before it go first. */
  @Override
  public void deploy(long version, List<Invalidation> touched) {
    lock.lock();
    try {
      if (version == seen + 1) {
        seen = version;
        next.deploy(version, touched);
      } else if (version > seen) {
        catchUp();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    lock.lock();
    try {
      while (!closed) {
        catchUp();
        long left = PAUSE.toNanos();
        while (!closed && left > 0) {
          left = ending.awaitNanos(left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /**
   * A version and what it touched.
   *
   * @param touched null: a version of the program has made it that did not say
   */
  private record Row(long version, @Nullable String touched) {}

  /** Changes that cannot be read now are read in a second. */
  private void catchUp() {
    try {
      List<Row> rows = rows();
      while (!rows.isEmpty()) {
        rows.forEach(this::deploy);
        rows = rows();
      }
      failing = false;
    } catch (StoreException e) {
      if (!failing) {
        log.accept("changes of other control planes are not seen: " + e.getMessage());
      }
      failing = true;
    }
  }

  private List<Row> rows() {
    return store.read(db ->
        db.createQuery(
                """
                SELECT version, touched FROM deployment WHERE version > :seen
                ORDER BY version LIMIT :limit\
                """)
            .bind("seen", seen)
            .bind("limit", AT_ONCE)
            .map((row, context) -> new Row(row.getLong("version"), row.getString("touched")))
            .list());
  }

  private void deploy(Row row) {
    seen = row.version();
    String touched = row.touched();
    try {
      if (touched == null) {
        throw new IllegalArgumentException("an older version wrote it");
      }
      next.deploy(row.version(), InvalidationText.read(touched));
    } catch (IllegalArgumentException e) {
      log.accept(
          "version %d is not deployed here: %s; run one version of Edgekeep, and start this one again"
              .formatted(row.version(), e.getMessage()));
    }
  }

  /** Waits for what is under way, for some seconds at most. */
  @Override
  public void close() {
    try {
      if (lock.tryLock(STOP.toNanos(), TimeUnit.NANOSECONDS)) {
        try {
          closed = true;
          ending.signalAll();
        } finally {
          lock.unlock();
        }
        boolean _ = thread.join(STOP);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
