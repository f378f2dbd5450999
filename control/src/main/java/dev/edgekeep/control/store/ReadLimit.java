package dev.edgekeep.control.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * Ends statements of SQLite that read for too long; PostgreSQL has a time limit of its own. Any
 * thread.
 */
final class ReadLimit implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("sqlite-read-limit").factory());

  ReadLimit() {
    timer.setRemoveOnCancelPolicy(true);
  }

  /** A transaction that reads. Closed by the thread that began it, before the connection is. */
  static final class Guard implements AutoCloseable {
    private final SQLiteConnection connection;
    private boolean hasEnded;

    private Guard(SQLiteConnection connection) {
      this.connection = connection;
    }

    private synchronized void interrupt() {
      if (hasEnded) {
        return;
      }
      try {
        connection.getDatabase().interrupt();
      } catch (SQLException e) {
        throw new IllegalStateException("SQLite cannot be interrupted", e);
      }
    }

    @Override
    public synchronized void close() {
      hasEnded = true;
    }
  }

  /** Runs a query that is interrupted after the limit. */
  <T> T within(Duration limit, Handle db, Query<T> query) {
    SQLiteConnection connection = sqlite(db.getConnection());
    if (connection == null) {
      return query.on(db);
    }
    try (Guard guard = new Guard(connection)) {
      Future<?> interrupting =
          timer.schedule(guard::interrupt, limit.toNanos(), TimeUnit.NANOSECONDS);
      try {
        return query.on(db);
      } finally {
        interrupting.cancel(false);
      }
    }
  }

  private static @Nullable SQLiteConnection sqlite(Connection connection) {
    try {
      return connection.isWrapperFor(SQLiteConnection.class)
          ? connection.unwrap(SQLiteConnection.class)
          : null;
    } catch (SQLException e) {
      throw new IllegalStateException("the connection cannot be looked at", e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
