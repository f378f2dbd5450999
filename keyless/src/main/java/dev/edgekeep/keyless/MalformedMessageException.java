package dev.edgekeep.keyless;

/**
 * A frame whose body is no list of items: {@link KeylessError#FORMAT}, and the end of the
 * connection.
 */
public final class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1;

  private final int id;

  MalformedMessageException(int id, String message) {
    super(message, null, false, false);
    this.id = id;
  }

  /** The frame's id, to answer with. */
  public int id() {
    return id;
  }
}
