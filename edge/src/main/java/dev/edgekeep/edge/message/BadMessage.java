package dev.edgekeep.edge.message;

/**
 * A message that is not well-formed, or is more than the edge takes. It carries no stack trace: it
 * is the peer's fault, and cheap.
 */
public final class BadMessage extends Exception {
  private final int status;

  /**
   * @param status what a client is answered with
   * @param detail what is wrong, for the operator
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
