package dev.edgekeep.control.node;

import dev.edgekeep.fleet.nats.FeedAccounts;
import dev.edgekeep.fleet.nats.FeedConnection;
import dev.edgekeep.fleet.nats.FeedException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Takes from nodes that were removed their access to the message servers, which close their
 * connections. Servers that have no accounts let every connection in: such a node then reads
 * messages that it cannot open. Has a thread of its own while there is something to do, because it
 * may wait for the message server for long. Any thread.
 */
final class AccountUpdates implements AutoCloseable {
  /** The time for a node to read that it was removed, before its connection is closed. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** The login of a node may have been signed by a clock that is ahead. */
  private static final Duration CLOCK_AHEAD = Duration.ofDays(1);

  private final FleetParts parts;
  private final FeedAccounts accounts;
  private final Supplier<FeedConnection> system;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile @Nullable Thread thread;
  private boolean isTold;

  /**
   * @param system connects as the user that changes accounts
   */
  AccountUpdates(FleetParts parts, InstallationKeys keys, Supplier<FeedConnection> system) {
    this.parts = parts;
    this.accounts = new FeedAccounts(keys.accounts(), parts.clock());
    this.system = system;
  }

  /** The JWT of the account, without access for nodes that were removed. */
  static String accountJwt(Handle db, FeedAccounts accounts) {
    return accounts.accountJwt(revoked(db));
  }

  private static Map<String, Instant> revoked(Handle db) {
    Map<String, Instant> revoked = new HashMap<>();
    db.createQuery("SELECT identity_key, removed_at FROM removed_node")
        .map((row, context) ->
            revoked.put(
                row.getString("identity_key"),
                Instant.ofEpochMilli(row.getLong("removed_at")).plus(CLOCK_AHEAD)))
        .list();
    return revoked;
  }

  /** Puts the revocations in force soon, where there are any. Does not block. */
  void updateSoon() {
    if (asked.getAndIncrement() == 0) {
      Thread started = Thread.ofVirtual().name("fleet-accounts").unstarted(this::run);
      thread = started;
      started.start();
    } else {
      LockSupport.unpark(thread); // a pause ends
    }
  }

  private void run() {
    try {
      Thread.sleep(GRACE);
      int done;
      do {
        done = asked.get();
        updateAtLast();
      } while (!asked.compareAndSet(done, 0));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Tries until the message servers have accepted it: until then removed nodes have access. */
  private void updateAtLast() throws InterruptedException {
    Duration pause = FIRST_RETRY;
    while (!isUpdated()) {
      LockSupport.parkNanos(this, pause.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException("closed");
      }
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : twice;
    }
  }

  private boolean isUpdated() throws InterruptedException {
    try {
      update();
      isTold = false;
      return true;
    } catch (FeedException | RuntimeException e) {
      tell(String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** Stops what is under way. */
  @Override
  public void close() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  private void update() throws FeedException, InterruptedException {
    Map<String, Instant> revoked = parts.store().read(AccountUpdates::revoked);
    if (revoked.isEmpty()) {
      return;
    }
    try (FeedConnection connection = system.get()) {
      if (!connection.awaitConnected(LIMIT)) {
        throw new FeedException(FeedException.Reason.UNREACHABLE, "no connection");
      }
      FeedAccounts.update(connection, accounts.accountJwt(revoked));
    }
  }

  private void tell(String reason) {
    if (!isTold) {
      parts
          .log()
          .accept(
              "removed nodes keep their access to the message server, where they can open nothing new: %s; use the configuration of 'edgekeep fleet nats-config'"
                  .formatted(reason));
    }
    isTold = true;
  }
}
