package dev.edgekeep.keyless;

/**
 * The bytes are not a frame, or its body is not a list of items: {@link KeylessError#FORMAT}, and
 * the end of the connection.
 */
public final class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1;

  private final int id;

  MalformedMessageException(int id, String message) {
    super(message, null, false, false);
    this.id = id;
  }

  /** The id of the frame, for the answer; 0 when it is unknown. */
  public int id() {
    return id;
  }
}
