package dev.edgekeep.control.access;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The account of those who run the installation. */
public final class OperatorAccount {
  private OperatorAccount() {}

  /** Returns whether a caller sees this account's records. Blocks; within a transaction. */
  public static boolean isOf(Handle db, Caller caller) {
    return db.createQuery("SELECT is_operator FROM account WHERE id = :id")
        .bind("id", caller.accountId())
        .mapTo(Integer.class)
        .findOne()
        .filter(flag -> flag != 0)
        .isPresent();
  }

  /** Its id, once it exists. Blocks; within a transaction. */
  public static Optional<String> id(Handle db) {
    return db.createQuery("SELECT id FROM account WHERE is_operator = 1 ORDER BY id LIMIT 1")
        .mapTo(String.class)
        .findOne();
  }
}
