package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.KeylessError;

/** An operation was not done. */
public final class KeyOperationException extends Exception {
  private static final long serialVersionUID = 1;

  private final KeylessError error;

  /**
   * @param error what the asker is told
   * @param message what the log is told; never holds a payload or a key
   */
  public KeyOperationException(KeylessError error, String message) {
    super(message, null, false, false);
    this.error = error;
  }

  public KeylessError error() {
    return error;
  }
}
