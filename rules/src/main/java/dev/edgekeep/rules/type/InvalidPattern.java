package dev.edgekeep.rules.type;

/** A text that is no pattern of its kind. */
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
