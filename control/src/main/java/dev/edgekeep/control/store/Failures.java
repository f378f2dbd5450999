package dev.edgekeep.control.store;

import dev.edgekeep.control.store.StoreException.Kind;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/** Translates errors of databases for operators. */
final class Failures {
  private Failures() {}

  static StoreException of(Exception failure) {
    SQLException cause = sqlCause(failure);
    if (cause == null) {
      return new StoreException(Kind.BROKEN, message(failure), failure);
    }
    return switch (cause) {
      case SQLiteException sqlite -> of(sqlite);
      default -> ofState(cause);
    };
  }

  /** The tables cannot be brought up to date. */
  static StoreException ofMigration(FlywayException failure) {
    return sqlCause(failure) == null
        ? new StoreException(
            Kind.BROKEN, "the tables cannot be brought up to date: " + message(failure), failure)
        : of(failure);
  }

  private static StoreException of(SQLiteException e) {
    return switch (e.getResultCode()) {
      case SQLITE_FULL,
          SQLITE_IOERR_WRITE,
          SQLITE_IOERR_FSYNC,
          SQLITE_IOERR_SHMSIZE,
          SQLITE_IOERR_TRUNCATE ->
          new StoreException(
              Kind.FULL, "the disk of the database is full or cannot be written; make room", e);
      case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_BUSY_SNAPSHOT, SQLITE_BUSY_TIMEOUT ->
          new StoreException(
              Kind.UNAVAILABLE, "another program holds the database locked; try again", e);
      case SQLITE_INTERRUPT -> tooLong(e);
      case SQLITE_CORRUPT,
          SQLITE_CORRUPT_INDEX,
          SQLITE_CORRUPT_SEQUENCE,
          SQLITE_CORRUPT_VTAB,
          SQLITE_NOTADB ->
          new StoreException(
              Kind.BROKEN,
              "the database is damaged; end the control plane and put a backup back with edgekeep"
                  + " control restore: "
                  + message(e),
              e);
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_READONLY_DBMOVED ->
          new StoreException(Kind.UNAVAILABLE, "the database cannot be written: " + message(e), e);
      default -> new StoreException(Kind.BROKEN, message(e), e);
    };
  }

  /** SQLSTATE classes of PostgreSQL: 53 is short of resources, 08 and 57 are connections. */
  private static StoreException ofState(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    if (state.equals("53100")) {
      return new StoreException(Kind.FULL, "the disk of the database is full; make room", e);
    }
    if (state.equals("57014")) {
      return tooLong(e);
    }
    if (e instanceof SQLTransientException
        || state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57")) {
      return new StoreException(Kind.UNAVAILABLE, "the database does not answer", e);
    }
    return new StoreException(Kind.BROKEN, message(e), e);
  }

  private static StoreException tooLong(SQLException e) {
    return new StoreException(
        Kind.UNAVAILABLE, "the query took too long; ask for a shorter time or less", e);
  }

  /** In the words of the database, for those who start the program. */
  static String reason(Exception failure) {
    SQLException cause = sqlCause(failure);
    StoreException meaning = of(failure);
    return cause == null || cause instanceof SQLiteException || meaning.kind() == Kind.BROKEN
        ? String.valueOf(meaning.getMessage())
        : "%s (%s)".formatted(meaning.getMessage(), message(cause));
  }

  static @Nullable SQLException sqlCause(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException e) {
        return e;
      }
    }
    return null;
  }

  private static String message(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }
}
