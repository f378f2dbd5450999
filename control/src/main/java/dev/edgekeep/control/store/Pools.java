package dev.edgekeep.control.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.edgekeep.config.material.Secret;
import dev.edgekeep.control.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/**
 * Connections to a database: several to read, one to write.
 *
 * @param file what is claimed of an SQLite database; null: it is another one
 */
record Pools(HikariDataSource readers, HikariDataSource writer, @Nullable DatabaseFile file) {
  /** Reads at once, by what they are for; see {@link Store}. */
  static final int READERS = 4;

  static final int SEARCHES = 2;
  static final int SCANS = 2;

  /** Two to spare: work may read while it reads. */
  private static final int CONNECTIONS = READERS + SEARCHES + SCANS + 2;

  private static final Duration WAIT = Duration.ofSeconds(2);
  private static final Duration START = Duration.ofSeconds(10);

  static Pools open(StoreLocation location) {
    return switch (location) {
      case StoreLocation.Sqlite sqlite -> open(DatabaseFile.claim(sqlite.file()));
      case StoreLocation.Postgresql server -> open(server);
    };
  }

  /** Closes both pools at once, for a limited time: each waits while it tries to connect. */
  void close() {
    Thread first = Thread.ofPlatform().daemon().start(readers::close);
    Thread second = Thread.ofPlatform().daemon().start(writer::close);
    try {
      boolean _ = first.join(START);
      boolean _ = second.join(START);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (file != null) {
      file.close();
    }
  }

  /**
   * With a write-ahead log, so that readers and the writer do not wait for each other, and every
   * commit on the disk before it is answered.
   */
  private static Pools open(DatabaseFile file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setBusyTimeout((int) WAIT.toMillis());
    SQLiteDataSource reading = sqlite(file.path(), config);
    SQLiteConfig immediate = new SQLiteConfig(config.toProperties());
    immediate.setTransactionMode(TransactionMode.IMMEDIATE);
    SQLiteDataSource writing = sqlite(file.path(), immediate);
    try {
      HikariDataSource writer = pool("sqlite-writer", 1, writing);
      return new Pools(pool("sqlite-reader", CONNECTIONS, reading), writer, file);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static SQLiteDataSource sqlite(Path file, SQLiteConfig config) {
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    return source;
  }

  private static Pools open(StoreLocation.Postgresql server) {
    HikariDataSource writer = pool("postgresql-writer", 1, server);
    return new Pools(pool("postgresql-reader", CONNECTIONS, server), writer, null);
  }

  private static HikariDataSource pool(String name, int size, DataSource source) {
    HikariConfig config = config(name, size);
    config.setDataSource(source);
    return start(config);
  }

  private static HikariDataSource pool(String name, int size, StoreLocation.Postgresql server) {
    HikariConfig config = config(name, size);
    config.setJdbcUrl(server.url());
    config.setUsername(server.user());
    config.setPassword(password(server.password()));
    // A statement that hangs is given up: the server's own limit, and the socket's.
    config.addDataSourceProperty("socketTimeout", "10");
    config.addDataSourceProperty("connectTimeout", "2");
    config.addDataSourceProperty("ApplicationName", "edgekeep");
    return start(config);
  }

  private static HikariConfig config(String name, int size) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(WAIT.toMillis());
    config.setValidationTimeout(WAIT.toMillis() / 2);
    config.setInitializationFailTimeout(START.toMillis());
    return config;
  }

  private static HikariDataSource start(HikariConfig config) {
    try {
      return new HikariDataSource(config);
    } catch (PoolInitializationException e) {
      throw new StoreException(
          Kind.UNAVAILABLE, "the database cannot be opened: " + Failures.reason(e), e);
    }
  }

  private static @Nullable String password(@Nullable Secret secret) {
    if (secret == null) {
      return null;
    }
    try {
      return new String(secret.read());
    } catch (IOException e) {
      throw new StoreException(
          Kind.UNAVAILABLE, "the database's password cannot be read: " + e.getMessage(), e);
    }
  }
}
