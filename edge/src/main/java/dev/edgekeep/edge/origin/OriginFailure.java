package dev.edgekeep.edge.origin;

import dev.edgekeep.edge.message.BadMessage;

/**
 * Why an origin did not answer.
 *
 * @param detail a sentence for the operator
 */
public record OriginFailure(Kind kind, String detail) {

  /** What failed; {@link #status()} is what the client is answered. */
  public enum Kind {
    /** No connection could be made. */
    CONNECT(502),
    /** More connections are open than one server is given. */
    NO_CAPACITY(503),
    /** No response, or no more of it, within the time limit. */
    TIMEOUT(504),
    /** The origin closed before its response was complete. */
    CLOSED(502),
    /** What it sent is no proper response. */
    BAD_RESPONSE(502),
    /** It is the client that does not send its request on. */
    REQUEST_STALLED(408),
    /** It is the client that does not take its response. */
    RESPONSE_STALLED(0);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  /** The origin sent something malformed. */
  public static OriginFailure badResponse(BadMessage bad) {
    return new OriginFailure(Kind.BAD_RESPONSE, "it sent " + bad.detail());
  }

  /** Whether the origin is to blame. */
  public boolean isOriginsFault() {
    return kind != Kind.REQUEST_STALLED && kind != Kind.RESPONSE_STALLED;
  }
}
