package dev.edgekeep.keyserver.audit;

import dev.edgekeep.keyless.KeylessError;
import org.jspecify.annotations.Nullable;

/**
 * How a request ended: what the asker is told, what the audit log says and what is counted derive
 * from this one value.
 */
public enum Outcome {
  DONE("done", null),
  /** No such opcode, or none at all. */
  BAD_OPCODE("bad-opcode", KeylessError.BAD_OPCODE),
  /** A status was sent as a request. */
  UNEXPECTED_OPCODE("unexpected-opcode", KeylessError.UNEXPECTED_OPCODE),
  /** The request names no key. */
  NO_KEY_NAMED("no-key-named", KeylessError.INTERNAL),
  KEY_NOT_FOUND("key-not-found", KeylessError.KEY_NOT_FOUND),
  /** The key is held, and the edge may not use it so; the edge is told that there is none. */
  NOT_ALLOWED("not-allowed", KeylessError.KEY_NOT_FOUND),
  /** The edge has had its operations for this second. */
  RATE_LIMITED("rate-limited", KeylessError.INTERNAL),
  /** Too many operations wait already. */
  OVERLOADED("overloaded", KeylessError.INTERNAL),
  /** The opcode is not one for keys of this kind. */
  WRONG_KIND("wrong-kind-of-key", KeylessError.BAD_OPCODE),
  /** The payload has a wrong length, or the operation failed. */
  CRYPTOGRAPHY("cryptography-failure", KeylessError.CRYPTOGRAPHY),
  /** An error of ours. */
  INTERNAL("internal-error", KeylessError.INTERNAL),
  /** The connection ended before it was the operation's turn. */
  ABANDONED("abandoned", KeylessError.INTERNAL);

  private final String label;
  private final @Nullable KeylessError error;

  Outcome(String label, @Nullable KeylessError error) {
    this.label = label;
    this.error = error;
  }

  /** How an operation ended that a key refused. */
  public static Outcome of(KeylessError error) {
    return switch (error) {
      case BAD_OPCODE -> WRONG_KIND;
      case CRYPTOGRAPHY -> CRYPTOGRAPHY;
      case KEY_NOT_FOUND -> KEY_NOT_FOUND;
      default -> INTERNAL;
    };
  }

  /** Its spelling in the audit log and in metrics. */
  public String label() {
    return label;
  }

  /** What the asker is told. */
  public KeylessError error() {
    if (error == null) {
      throw new IllegalStateException("what was done is no error");
    }
    return error;
  }
}
