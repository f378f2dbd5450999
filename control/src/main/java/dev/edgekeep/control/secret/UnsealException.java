package dev.edgekeep.control.secret;

/** A sealed value cannot be opened with this master key. */
public final class UnsealException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnsealException(String message) {
    super(message);
  }
}
