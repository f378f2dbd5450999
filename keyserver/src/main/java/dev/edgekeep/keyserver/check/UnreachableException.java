package dev.edgekeep.keyserver.check;

/** A key server could not be talked to; the message says why, and what to look at. */
final class UnreachableException extends Exception {
  private static final long serialVersionUID = 1;

  private final Fault fault;

  UnreachableException(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  Fault fault() {
    return fault;
  }
}
