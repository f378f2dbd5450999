package dev.edgekeep.control.store;

import org.jdbi.v3.core.Handle;

/** What is done with the database in one transaction. */
@FunctionalInterface
public interface Query<T> {
  T on(Handle db);
}
