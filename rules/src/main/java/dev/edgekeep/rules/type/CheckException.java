package dev.edgekeep.rules.type;

import dev.edgekeep.rules.syntax.Span;

/** A type error in a tree. */
final class CheckException extends Exception {
  private final Span span;
  private final String message;

  CheckException(Span span, String message) {
    super(message, null, false, false);
    this.span = span;
    this.message = message;
  }

  Span span() {
    return span;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
