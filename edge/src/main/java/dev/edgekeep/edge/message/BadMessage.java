package dev.edgekeep.edge.message;

/**
 * Thrown for a message that is malformed or exceeds a limit. It has no stack trace: the fault is
 * the peer's, and refusing must be cheap.
 */
public final class BadMessage extends Exception {
  private final int status;

  /**
   * @param status the status of the answer to a client
   * @param detail the fault, for the operator
   */
  public BadMessage(int status, String detail) {
    super(detail, null, false, false);
    this.status = status;
  }

  public int status() {
    return status;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }
}
