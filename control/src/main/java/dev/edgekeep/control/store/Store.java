package dev.edgekeep.control.store;

import com.zaxxer.hikari.HikariDataSource;
import java.util.concurrent.locks.ReentrantLock;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * The database. Reading and writing block, each within one transaction; writers take turns, so that
 * changes have an order. Any thread but an event loop.
 *
 * @see StoreLocation for which databases there are
 */
public final class Store implements AutoCloseable {
  private static final String MIGRATIONS = "classpath:dev/edgekeep/control/migration";

  private final HikariDataSource readers;
  private final HikariDataSource writer;
  private final Jdbi reading;
  private final Jdbi writing;
  private final ReentrantLock turn = new ReentrantLock(true);

  private Store(Pools pools) {
    this.readers = pools.readers();
    this.writer = pools.writer();
    this.reading = Jdbi.create(readers);
    this.writing = Jdbi.create(writer);
  }

  /**
   * Opens a database and brings its tables up to date.
   *
   * @throws StoreException when it cannot be reached, is damaged, or was made by a later version
   */
  public static Store open(StoreLocation location) {
    Pools pools = Pools.open(location);
    try {
      // Flyway works with two connections at once.
      migrate(pools.readers());
      return new Store(pools);
    } catch (FlywayException e) {
      pools.close();
      throw new StoreException(
          StoreException.Kind.BROKEN,
          "the tables cannot be brought up to date: " + String.valueOf(e.getMessage()).strip(),
          e);
    } catch (RuntimeException e) {
      pools.close();
      throw e;
    }
  }

  private static void migrate(HikariDataSource database) {
    Flyway.configure(Store.class.getClassLoader())
        .dataSource(database)
        .locations(MIGRATIONS)
        .table("schema_history")
        .validateMigrationNaming(true)
        .load()
        .migrate();
  }

  /** Reads what was committed. */
  public <T> T read(Query<T> query) {
    try {
      return reading.inTransaction(query::on);
    } catch (JdbiException e) {
      throw Failures.of(e);
    }
  }

  /**
   * Writes, after all writers before. What it throws undoes all of it.
   *
   * @throws StoreException when nothing was kept
   */
  public <T> T write(Query<T> query) {
    turn.lock();
    try {
      return writing.inTransaction(query::on);
    } catch (JdbiException e) {
      throw Failures.of(e);
    } finally {
      turn.unlock();
    }
  }

  /**
   * Runs something while no other thread writes; it may {@link #write} itself. For what has to be
   * done in the order of the changes.
   */
  public void inTurn(Runnable work) {
    turn.lock();
    try {
      work.run();
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void close() {
    readers.close();
    writer.close();
  }
}
