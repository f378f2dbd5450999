package dev.edgekeep.edge.message;

/** The end of a body (RFC 9112 §6.3): after a number of bytes, or by one of these. */
public final class BodyLength {
  public static final long NONE = 0;

  /** At the last chunk; over HTTP/2, at the end of the stream. */
  public static final long CHUNKED = -1;

  /** Of a response: when its connection is closed. */
  public static final long UNTIL_CLOSE = -2;

  private BodyLength() {}
}
