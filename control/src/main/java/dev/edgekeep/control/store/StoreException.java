package dev.edgekeep.control.store;

import org.jspecify.annotations.Nullable;

/**
 * The database failed; nothing of the change was kept, unless {@link Kind#UNCERTAIN} says
 * otherwise.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The kinds of failures, by what an operator can do. */
  public enum Kind {
    /** The disk is full, or the database may grow no more. */
    FULL,
    /** It cannot be reached, or does not answer in time. */
    UNAVAILABLE,
    /** The connection broke while a change was committed: it may have been kept. */
    UNCERTAIN,
    /** It is damaged, or of a later version; or a statement of the program is wrong. */
    BROKEN
  }

  private final Kind kind;

  public StoreException(Kind kind, String message) {
    this(kind, message, null);
  }

  public StoreException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
