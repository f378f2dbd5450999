package dev.edgekeep.edge.message;

/** How a body is delimited (RFC 9112 §6.3): a number of bytes, or one of these. */
public final class BodyLength {
  public static final long NONE = 0;

  /** In chunks; over HTTP/2: until the stream's end. */
  public static final long CHUNKED = -1;

  /** A response until its connection is closed. */
  public static final long UNTIL_CLOSE = -2;

  private BodyLength() {}
}
