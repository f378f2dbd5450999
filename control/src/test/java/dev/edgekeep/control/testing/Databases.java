package dev.edgekeep.control.testing;

import dev.edgekeep.control.store.StoreLocation;
import java.nio.file.Path;

/** The databases that the whole store is tested with. */
public enum Databases {
  SQLITE {
    @Override
    public StoreLocation create(Path folder) {
      return new StoreLocation.Sqlite(folder.resolve("edgekeep.db"));
    }
  },
  POSTGRESQL {
    @Override
    public StoreLocation create(Path folder) {
      return PostgresServer.shared().createDatabase();
    }
  };

  /** A new, empty one. */
  public abstract StoreLocation create(Path folder);
}
