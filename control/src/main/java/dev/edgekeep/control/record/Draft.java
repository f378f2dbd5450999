package dev.edgekeep.control.record;

import dev.edgekeep.control.change.Change;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * A record that is about to be written.
 *
 * @param before empty: the record is new
 */
public record Draft<R>(Change change, String id, Optional<R> before) {
  public boolean isNew() {
    return before.isEmpty();
  }

  public Handle db() {
    return change.db();
  }
}
