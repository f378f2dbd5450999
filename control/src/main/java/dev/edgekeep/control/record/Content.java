package dev.edgekeep.control.record;

import dev.edgekeep.control.store.Columns;

/**
 * The new content of a record. Called in the writer's turn: creates no keys, signs nothing and asks
 * no network.
 */
@FunctionalInterface
public interface Content<R> {
  /**
   * Checks the draft against what is stored; the columns to write. A column that is left out keeps
   * its value. The store itself writes {@code id}, the owner's columns, {@code created_at} and
   * {@code revision}.
   *
   * @throws dev.edgekeep.control.error.DomainException when the record may not have this content
   */
  Columns columns(Draft<R> draft);

  /** Writes the parts of the record that other tables keep, after its own row. */
  default void writeParts(Draft<R> draft) {}
}
