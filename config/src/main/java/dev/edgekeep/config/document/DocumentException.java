package dev.edgekeep.config.document;

/** A syntax error in a document, with its line. */
public final class DocumentException extends Exception {
  private static final long serialVersionUID = 1;

  private final int line;

  /**
   * @param line from 1; 0 for the whole document
   */
  public DocumentException(int line, String message) {
    super(message, null, false, false);
    this.line = line;
  }

  public int line() {
    return line;
  }

  /** Never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
