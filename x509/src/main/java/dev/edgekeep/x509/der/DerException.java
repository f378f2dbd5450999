package dev.edgekeep.x509.der;

/**
 * Malformed DER. It is caught where a whole value is read, and rethrown there as the format
 * exception of that value. It has no stack trace, because hostile input causes many of these
 * exceptions.
 */
public final class DerException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int offset;

  public DerException(String what, int offset) {
    super(what, null, false, false);
    this.offset = offset;
  }

  /** The position in the outermost encoding, in bytes from its start. */
  public int offset() {
    return offset;
  }

  /** The message with the position. */
  public String described() {
    return getMessage() + " (at byte " + offset + ")";
  }
}
