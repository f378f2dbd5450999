package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiAnswer;
import dev.edgekeep.daemon.command.CommandFailure;
import org.jspecify.annotations.Nullable;

/**
 * One change on the way to what is wanted.
 *
 * @param sign {@code +} made, {@code ~} changed, {@code -} removed
 * @param what in words
 */
record Step(char sign, String what, Action action) {
  /** Makes the change, by one call. */
  @FunctionalInterface
  interface Action {
    /**
     * @return the API's answer
     */
    @Nullable ApiAnswer run() throws CommandFailure, InterruptedException;
  }

  static Step make(String what, Action action) {
    return new Step('+', what, action);
  }

  static Step change(String what, Action action) {
    return new Step('~', what, action);
  }

  static Step remove(String what, Action action) {
    return new Step('-', what, action);
  }

  @Override
  public String toString() {
    return sign + " " + what;
  }
}
