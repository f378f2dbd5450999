package dev.edgekeep.fleet.seal;

/** A sealed payload that cannot be opened: the key is another one, or the payload was changed. */
public final class SealException extends Exception {
  private static final long serialVersionUID = 1L;

  public SealException(String message) {
    super(message);
  }
}
