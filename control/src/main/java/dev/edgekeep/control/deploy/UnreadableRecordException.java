package dev.edgekeep.control.deploy;

/** A record that cannot be used, with what is wrong with it; what needs it is out of service. */
final class UnreadableRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableRecordException(String message) {
    super(message, null, false, false);
  }
}
