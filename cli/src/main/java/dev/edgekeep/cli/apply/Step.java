package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiAnswer;
import dev.edgekeep.daemon.command.CommandFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call on the way to what is wanted.
 *
 * @param lines the changes that it makes, each in words after its sign: {@code +} made, {@code ~}
 *     changed, {@code -} removed
 */
record Step(List<String> lines, Action action) {
  Step {
    lines = List.copyOf(lines);
  }

  /** Makes the change, by one call. */
  @FunctionalInterface
  interface Action {
    /**
     * @return the API's answer
     */
    @Nullable ApiAnswer run() throws CommandFailure, InterruptedException;
  }

  static Step make(String what, Action action) {
    return new Step(List.of("+ " + what), action);
  }

  static Step change(String what, Action action) {
    return new Step(List.of("~ " + what), action);
  }

  static Step remove(String what, Action action) {
    return new Step(List.of("- " + what), action);
  }

  /** The same step of a site that is named. */
  Step of(String site) {
    return new Step(
        lines.stream().map(line -> "%s, of the site %s".formatted(line, site)).toList(), action);
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
