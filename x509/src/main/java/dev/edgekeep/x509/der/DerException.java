package dev.edgekeep.x509.der;

/**
 * The bytes are not the DER that was expected. Caught where a whole value is read, and told there
 * as the format exception of that value; it carries no stack trace, as hostile input makes many.
 */
public final class DerException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int offset;

  public DerException(String what, int offset) {
    super(what, null, false, false);
    this.offset = offset;
  }

  /** Where in the outermost encoding, in bytes from its start. */
  public int offset() {
    return offset;
  }

  /** The message with the place. */
  public String described() {
    return getMessage() + " (at byte " + offset + ")";
  }
}
