package dev.edgekeep.control.store;

import org.jdbi.v3.core.Handle;

/** Work on the database in one transaction. */
@FunctionalInterface
public interface Query<T> {
  T on(Handle db);
}
