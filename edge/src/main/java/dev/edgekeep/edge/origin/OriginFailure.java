package dev.edgekeep.edge.origin;

import java.util.Locale;

/**
 * The reason why an origin did not answer.
 *
 * @param detail a sentence for the operator
 * @param processed whether the server may have processed the request
 * @param resetCode the error code with which the server has reset the stream of the request (RFC
 *     9113 §7); {@link #NOT_RESET} when it has not
 */
public record OriginFailure(Kind kind, String detail, Processed processed, long resetCode) {
  public static final long NOT_RESET = -1;

  /** A kind of failure; {@link #status()} is the status of the answer to the client. */
  public enum Kind {
    /** No connection could be made. */
    CONNECT(502),
    /** No connection was made within the time limit. */
    CONNECT_TIMEOUT(504),
    /** As many connections are open as one server, or all together, may have. */
    NO_CAPACITY(503),
    /** No connection to the server is free, and its queue is full. */
    QUEUE_FULL(503),
    /** No connection to the server was free within the time limit. */
    QUEUE_TIMEOUT(503),
    /** No head of a response within the time limit. */
    TIMEOUT(504),
    /** No more of a response's body within the time limit. */
    STALLED(504),
    /** The exchange took longer than it may in total. */
    TOTAL_TIMEOUT(504),
    /** The origin answered with a status for which another server is asked. */
    BAD_STATUS(502),
    /** The origin closed before its response was complete. */
    CLOSED(502),
    /** The origin did not send a valid response. */
    BAD_RESPONSE(502),
    /** The client does not go on with its request. */
    REQUEST_STALLED(408),
    /** The client does not accept more of its response. */
    RESPONSE_STALLED(0);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    public int status() {
      return status;
    }

    /** The spelling in logs and metrics. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** The chance that the server has processed the request, which decides if it is sent again. */
  public enum Processed {
    /** It has not: it said so, as HTTP/2 does with REFUSED_STREAM and GOAWAY (RFC 9113 §8.7). */
    NO,
    /**
     * It closed a connection that had been idle, without a byte of a response (RFC 9112 §9.3.1).
     */
    UNLIKELY,
    /** The server may have processed it: sending it again is not safe for every method. */
    POSSIBLY
  }

  /** A failure that is no reset of a stream. */
  public OriginFailure(Kind kind, String detail, Processed processed) {
    this(kind, detail, processed, NOT_RESET);
  }

  /** A failure after which the server may have processed the request. */
  public OriginFailure(Kind kind, String detail) {
    this(kind, detail, Processed.POSSIBLY);
  }

  /** The origin sent {@code what}, which cannot be passed on. */
  public static OriginFailure badResponse(String what) {
    return new OriginFailure(Kind.BAD_RESPONSE, "it sent " + what);
  }

  /** True if no connection to the server could be made. */
  public boolean isUnreachable() {
    return kind == Kind.CONNECT || kind == Kind.CONNECT_TIMEOUT;
  }

  /** True if the origin is to blame. */
  public boolean isOriginsFault() {
    return kind != Kind.REQUEST_STALLED && kind != Kind.RESPONSE_STALLED;
  }
}
