package dev.edgekeep.keyserver.audit;

import dev.edgekeep.keyless.KeylessError;
import org.jspecify.annotations.Nullable;

/** The outcome of a request, from which the answer, the audit log and the metrics derive. */
public enum Outcome {
  DONE("done", null),
  /** No such opcode, or none at all. */
  BAD_OPCODE("bad-opcode", KeylessError.BAD_OPCODE),
  /** A status was sent as a request. */
  UNEXPECTED_OPCODE("unexpected-opcode", KeylessError.UNEXPECTED_OPCODE),
  /** The request names no key. */
  NO_KEY_NAMED("no-key-named", KeylessError.INTERNAL),
  KEY_NOT_FOUND("key-not-found", KeylessError.KEY_NOT_FOUND),
  /** The edge may not use the key so; the answer is that there is no such key. */
  NOT_ALLOWED("not-allowed", KeylessError.KEY_NOT_FOUND),
  /** The edge has used its operations of this second. */
  RATE_LIMITED("rate-limited", KeylessError.INTERNAL),
  /** Too many operations wait already. */
  OVERLOADED("overloaded", KeylessError.INTERNAL),
  /** The opcode is not one for keys of this kind. */
  WRONG_KIND("wrong-kind-of-key", KeylessError.BAD_OPCODE),
  /** The payload has a wrong length, or the operation failed. */
  CRYPTOGRAPHY("cryptography-failure", KeylessError.CRYPTOGRAPHY),
  /** An internal error. */
  INTERNAL("internal-error", KeylessError.INTERNAL),
  /** The connection ended before the operation began. */
  ABANDONED("abandoned", KeylessError.INTERNAL);

  private final String label;
  private final @Nullable KeylessError error;

  Outcome(String label, @Nullable KeylessError error) {
    this.label = label;
    this.error = error;
  }

  /** The outcome of an operation that a key refused. */
  public static Outcome of(KeylessError error) {
    return switch (error) {
      case BAD_OPCODE -> WRONG_KIND;
      case CRYPTOGRAPHY -> CRYPTOGRAPHY;
      case KEY_NOT_FOUND -> KEY_NOT_FOUND;
      default -> INTERNAL;
    };
  }

  /** The spelling in the audit log and in metrics. */
  public String label() {
    return label;
  }

  /** The error in the answer. */
  public KeylessError error() {
    if (error == null) {
      throw new IllegalStateException("a successful outcome has no error");
    }
    return error;
  }
}
