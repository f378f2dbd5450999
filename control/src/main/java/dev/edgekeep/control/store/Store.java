package dev.edgekeep.control.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.edgekeep.control.store.StoreException.Kind;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;

/**
 * The database. Reading and writing block, each within one transaction; writers take turns, so that
 * changes have an order. The work is done on threads of the store: a caller waits for one for a
 * limited time, and for the work itself. Any thread but an event loop.
 *
 * @see StoreLocation for which databases there are
 */
public final class Store implements AutoCloseable {
  private static final String MIGRATIONS = "classpath:dev/edgekeep/control/migration";
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration READ_LIMIT = Duration.ofSeconds(5);
  private static final Duration SCAN_PATIENCE = Duration.ofSeconds(10);
  private static final Duration SCAN_LIMIT = Duration.ofMinutes(2);
  private static final int WAITING = 256;
  private static final int SEARCHES_WAITING = 16;
  private static final int WRITERS_WAITING = 64;

  private final Pools pools;
  private final Jdbi reading;
  private final Jdbi writing;
  private final boolean isRemote;
  private final Outage outage = new Outage();
  private final ReadLimit readLimit = new ReadLimit();
  private final Lane reads = new Lane("store-read", Pools.READERS, WAITING, PATIENCE);
  private final Lane searches =
      new Lane("store-search", Pools.SEARCHES, SEARCHES_WAITING, PATIENCE);
  private final Lane scans = new Lane("store-scan", Pools.SCANS, SEARCHES_WAITING, SCAN_PATIENCE);
  private final Lane writes = new Lane("store-write", 1, WRITERS_WAITING, PATIENCE);

  private Store(Pools pools, boolean isRemote) {
    this.pools = pools;
    this.reading = Jdbi.create(pools.readers());
    this.writing = Jdbi.create(pools.writer());
    this.isRemote = isRemote;
  }

  /**
   * Opens a database and brings its tables up to date, without those of features of their own.
   *
   * @throws StoreException when it cannot be reached, is damaged, or was made by a later version
   */
  public static Store open(StoreLocation location) {
    Store store = connect(location);
    try {
      store.migrate(List.of());
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /**
   * Opens a database. Nothing can be read before {@link #migrate}.
   *
   * @throws StoreException when it cannot be reached or is damaged
   */
  public static Store connect(StoreLocation location) {
    Pools pools = Pools.open(location);
    try {
      return new Store(pools, location instanceof StoreLocation.Postgresql);
    } catch (RuntimeException e) {
      pools.close();
      throw e;
    }
  }

  /**
   * Brings the tables up to date.
   *
   * @param more folders of the class path with migrations, beside the store's own
   * @throws StoreException when the database was made by a later version, or a statement fails
   */
  public void migrate(List<String> more) {
    try {
      // Flyway works with two connections at once.
      migrate(pools.readers(), more);
    } catch (FlywayException e) {
      throw Failures.ofMigration(e);
    }
  }

  private static void migrate(HikariDataSource database, List<String> more) {
    List<String> folders = new ArrayList<>(List.of(MIGRATIONS));
    more.forEach(folder -> folders.add("classpath:" + folder));
    Flyway flyway =
        Flyway.configure(Store.class.getClassLoader())
            .dataSource(database)
            .locations(folders.toArray(String[]::new))
            .table("schema_history")
            .validateMigrationNaming(true)
            .load();
    requireKnown(flyway.info().all());
    flyway.migrate();
  }

  /** Refuses tables of a later version, which may mean something that this one does not enforce. */
  private static void requireKnown(MigrationInfo[] migrations) {
    for (MigrationInfo migration : migrations) {
      if (migration.getState() == MigrationState.FUTURE_SUCCESS
          || migration.getState() == MigrationState.FUTURE_FAILED) {
        throw new StoreException(
            StoreException.Kind.BROKEN,
            "the database was made by a newer version of Edgekeep, which has changed its tables (%s);"
                    .formatted(migration.getVersion())
                + " run that version, or put a backup of before the update back");
      }
    }
  }

  /**
   * Reads what was committed, a few rows. A query that takes seconds is ended.
   *
   * @throws StoreException when the database does not answer in time
   */
  public <T> T read(Query<T> query) {
    return reads.run(() -> readNow(query, READ_LIMIT));
  }

  /**
   * As {@link #read}, for queries that callers choose and that may look at many rows: only a few
   * run at once, apart from the others.
   */
  public <T> T search(Query<T> query) {
    return searches.run(() -> readNow(query, READ_LIMIT));
  }

  /** As {@link #read}, for the program's own work that reads many rows and may take a minute. */
  public <T> T scan(Query<T> query) {
    return scans.run(() -> readNow(query, SCAN_LIMIT));
  }

  private <T> T readNow(Query<T> query, Duration limit) {
    return inTransaction(
        reading,
        db -> {
          db.getConfig(SqlStatements.class)
              .setQueryTimeout(isRemote ? (int) limit.toSeconds() : null);
          return readLimit.within(limit, db, query);
        });
  }

  /**
   * Writes, after all writers before. What it throws undoes all of it.
   *
   * @throws StoreException when nothing was kept, or, if its kind says so, perhaps
   */
  public <T> T write(Query<T> query) {
    return writes.run(() -> writeNow(query));
  }

  private <T> T writeNow(Query<T> query) {
    AtomicBoolean isCommitting = new AtomicBoolean();
    try {
      return inTransaction(
          writing,
          db -> {
            T value = query.on(db);
            isCommitting.set(true);
            return value;
          });
    } catch (StoreException e) {
      if (isRemote && isCommitting.get() && e.kind() == Kind.UNAVAILABLE) {
        throw new StoreException(
            Kind.UNCERTAIN,
            "the connection to the database broke while the change was stored: look whether it was"
                + " before you repeat it",
            e);
      }
      throw e;
    }
  }

  private <T> T inTransaction(Jdbi database, Query<T> query) {
    outage.check();
    try {
      T value = database.inTransaction(query::on);
      outage.ends();
      return value;
    } catch (JdbiException e) {
      StoreException failure = Failures.of(e);
      if (isRemote && Failures.sqlCause(e) instanceof SQLTransientConnectionException) {
        outage.begins(failure);
      }
      throw failure;
    }
  }

  /**
   * Runs something while nobody else writes; it may {@link #write} itself. For what has to be done
   * in the order of the changes.
   *
   * @throws StoreException when too many writers wait; it was not run
   */
  public void inTurn(Runnable work) {
    boolean _ =
        writes.run(() -> {
          work.run();
          return true;
        });
  }

  /** The program is about to end: a database that is away is not tried again. */
  public void ending() {
    outage.isNotWaitedFor();
  }

  @Override
  public void close() {
    writes.close();
    reads.close();
    searches.close();
    scans.close();
    readLimit.close();
    pools.close();
  }
}
