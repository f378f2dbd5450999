package dev.edgekeep.rules.type;

/** An invalid regular expression or wildcard pattern. */
public final class InvalidPattern extends Exception {
  private final String message;

  InvalidPattern(String message) {
    super(message, null, false, false);
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
