package dev.edgekeep.keyserver.check;

/** A key server cannot be used; the message says why, and what to do. */
final class UnreachableException extends Exception {
  private static final long serialVersionUID = 1;

  private final ServerReport.Fault fault;

  UnreachableException(ServerReport.Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  ServerReport.Fault fault() {
    return fault;
  }
}
