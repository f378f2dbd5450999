package dev.edgekeep.keyserver.check;

import dev.edgekeep.keyless.Opcode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The findings about one certificate's key. Immutable. */
public record KeyReport(CheckedCertificate certificate, List<Operation> operations) {
  public KeyReport {
    operations = List.copyOf(operations);
  }

  /**
   * One operation on the key.
   *
   * @param opcode null where there is none for such keys
   * @param duration from the request to its answer
   */
  public record Operation(@Nullable Opcode opcode, Outcome outcome, Duration duration) {
    /** Returns whether the result was right. */
    public boolean works() {
      return outcome instanceof Outcome.Works;
    }

    /** The operation's name in the key server's logs: {@code rsa-sign-sha256}. */
    String name() {
      return opcode == null ? "none" : opcode.label();
    }
  }

  /** The outcome of the first operation that does not work; of any when all do. */
  public Outcome worst() {
    return operations.stream()
        .filter(operation -> !operation.works())
        .findFirst()
        .orElseGet(operations::getFirst)
        .outcome();
  }
}
