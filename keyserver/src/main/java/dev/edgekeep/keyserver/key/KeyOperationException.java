package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.KeylessError;

/** An operation failed. */
public final class KeyOperationException extends Exception {
  private static final long serialVersionUID = 1;

  private final KeylessError error;

  /**
   * @param error for the edge
   * @param message for the log; never holds a payload or a key
   */
  public KeyOperationException(KeylessError error, String message) {
    super(message, null, false, false);
    this.error = error;
  }

  public KeylessError error() {
    return error;
  }
}
