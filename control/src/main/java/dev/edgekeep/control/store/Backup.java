package dev.edgekeep.control.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Copies of an SQLite database: one consistent file, made while the control plane goes on. What is
 * sealed in it stays sealed: the master key is to be kept apart. Blocks.
 */
public final class Backup {
  private static final String MADE_BY_US = "schema_history";

  private Backup() {}

  /**
   * Writes a copy.
   *
   * @throws IOException when there is a file of that name, or it cannot be written
   */
  public static void write(Path database, Path copy) throws IOException {
    if (!Files.exists(database)) {
      throw new IOException("there is no database " + database);
    }
    if (Files.exists(copy)) {
      throw new IOException(copy + " is there already; name another file");
    }
    // Made first, so that it is never readable by others.
    Files.createFile(
        copy, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (Connection connection = open(database);
        PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
      vacuum.setString(1, copy.toAbsolutePath().toString());
      vacuum.execute();
    } catch (SQLException e) {
      Files.deleteIfExists(copy);
      throw new IOException("%s cannot be copied: %s".formatted(database, e.getMessage()), e);
    }
    sync(copy);
  }

  /**
   * Puts a copy in the place of a database. No control plane may run with it.
   *
   * @param replace whether there may be a database, which is kept beside it as {@code .before}
   * @throws IOException when the copy is none, or a database is there
   */
  public static void restore(Path copy, Path database, boolean replace) throws IOException {
    check(copy);
    if (Files.exists(database) && !replace) {
      throw new IOException(database + " is there already; with --replace it is kept as .before");
    }
    try (DatabaseFile _ = DatabaseFile.lock(database)) {
      put(copy, database);
    } catch (StoreException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static void put(Path copy, Path database) throws IOException {
    if (Files.exists(database)) {
      requireUnused(database);
      Files.move(database, sibling(database, ".before"), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.deleteIfExists(sibling(database, "-wal"));
    Files.deleteIfExists(sibling(database, "-shm"));
    Path fresh = sibling(database, ".new");
    Files.copy(copy, fresh, StandardCopyOption.REPLACE_EXISTING);
    sync(fresh);
    Files.move(fresh, database, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path sibling(Path database, String suffix) {
    return database.resolveSibling(database.getFileName() + suffix);
  }

  private static void check(Path copy) throws IOException {
    if (!Files.exists(copy)) {
      throw new IOException("there is no file " + copy);
    }
    try (Connection connection = open(copy);
        Statement statement = connection.createStatement()) {
      try (ResultSet result = statement.executeQuery("PRAGMA integrity_check(1)")) {
        if (!result.next() || !"ok".equals(result.getString(1))) {
          throw new IOException("%s is damaged: %s".formatted(copy, result.getString(1)));
        }
      }
      statement.executeQuery("SELECT 1 FROM " + MADE_BY_US + " LIMIT 1").close();
    } catch (SQLException e) {
      throw new IOException(
          "%s is no backup of a control plane: %s".formatted(copy, e.getMessage()), e);
    }
  }

  /** Merges the log of an abandoned database into it; a program that uses it holds a lock. */
  private static void requireUnused(Path database) throws IOException {
    try (Connection connection = open(database);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA locking_mode = EXCLUSIVE");
      statement.execute("BEGIN EXCLUSIVE");
      statement.execute("COMMIT");
    } catch (SQLException e) {
      throw new IOException("%s is in use; end its control plane first".formatted(database), e);
    }
  }

  private static Connection open(Path database) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + database.toAbsolutePath());
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
