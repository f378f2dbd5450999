package dev.edgekeep.control.store;

import dev.edgekeep.config.material.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The database that holds the records. */
public sealed interface StoreLocation {
  /** One file, for one control plane. It is created when it does not exist. */
  record Sqlite(Path file) implements StoreLocation {
    /** Returns whether a database exists, or existed and is missing now. */
    public boolean wasBegun() {
      return Files.exists(file) || Files.exists(DatabaseFile.sibling(file, DatabaseFile.BEGUN));
    }
  }

  /**
   * A PostgreSQL database, which exists; its tables are made.
   *
   * @param url as {@code jdbc:postgresql://host:5432/edgekeep?sslmode=verify-full}
   * @param password null: none is needed
   */
  record Postgresql(String url, @Nullable String user, @Nullable Secret password)
      implements StoreLocation {}
}
