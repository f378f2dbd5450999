package dev.edgekeep.fleet.nats;

/** The message server is not connected, did not answer in time, or refused a request. */
public final class FeedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** The kind of failure, and the right reaction to it. */
  public enum Reason {
    /** Try again later. */
    UNREACHABLE,
    /** There is no such stream: it must be created. */
    NO_STREAM,
    /** Another message is the last of its subject than was expected: read it, then try again. */
    OVERTAKEN,
    /** The server refuses it. */
    REFUSED,
    /** The message is too large: it must be divided. */
    TOO_LARGE
  }

  public FeedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
