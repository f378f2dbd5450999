package dev.edgekeep.keyserver.check;

import dev.edgekeep.keyless.Opcode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One operation on one key.
 *
 * @param opcode null where there is none for such keys
 * @param duration from the request to its answer
 */
public record OperationReport(@Nullable Opcode opcode, Outcome outcome, Duration duration) {
  /** Whether the result was right. */
  public boolean works() {
    return outcome instanceof Outcome.Works;
  }

  /** As the key server's logs call it: {@code rsa-sign-sha256}. */
  String operation() {
    return opcode == null ? "none" : opcode.label();
  }
}
