package dev.edgekeep.control.change;

/** A call that must be carried out once was, while this one was under way. */
public final class RepeatedCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RepeatedCallException(String key) {
    super("a call with the Idempotency-Key %s was carried out meanwhile".formatted(key));
  }
}
