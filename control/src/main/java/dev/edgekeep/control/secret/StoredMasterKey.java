package dev.edgekeep.control.secret;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The master key in the database, encrypted for a key on a token: one row at most. */
final class StoredMasterKey {
  private StoredMasterKey() {}

  /** The wrapped master key; empty: none is stored. */
  static Optional<byte[]> find(Handle db) {
    return db.createQuery("SELECT wrapped FROM master_key WHERE id = 1")
        .mapTo(byte[].class)
        .findOne();
  }

  /**
   * Stores the first one, unless another control plane has done so meanwhile.
   *
   * @return what is stored; empty when there are accounts, whose secrets another key has sealed
   */
  static Optional<byte[]> addToEmpty(Handle db, byte[] wrapped) {
    Optional<byte[]> known = find(db);
    if (known.isPresent()) {
      return known;
    }
    if (db.createQuery("SELECT COUNT(*) FROM account").mapTo(Long.class).one() > 0) {
      return Optional.empty();
    }
    put(db, wrapped);
    return Optional.of(wrapped);
  }

  /** Stores one in the place of what is there. */
  static void put(Handle db, byte[] wrapped) {
    remove(db);
    db.createUpdate("INSERT INTO master_key (id, wrapped) VALUES (1, :wrapped)")
        .bind("wrapped", wrapped)
        .execute();
  }

  static void remove(Handle db) {
    db.createUpdate("DELETE FROM master_key").execute();
  }
}
