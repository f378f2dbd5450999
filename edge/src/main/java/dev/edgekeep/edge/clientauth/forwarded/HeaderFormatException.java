package dev.edgekeep.edge.clientauth.forwarded;

/** A header does not have its format. The message is a clause, for the operator. */
final class HeaderFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  HeaderFormatException(String message) {
    super(message, null, false, false);
  }
}
