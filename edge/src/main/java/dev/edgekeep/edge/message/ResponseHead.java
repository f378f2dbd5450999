package dev.edgekeep.edge.message;

/**
 * A response's head.
 *
 * @param bodyLength bytes of the body that is actually sent, or one of {@link BodyLength}; so 0 for
 *     the response to HEAD
 * @param declaredLength the Content-Length, which HEAD and 304 have without a body; -1 when there
 *     is none
 * @param keepAlive whether the origin keeps the connection open
 */
public record ResponseHead(
    int status,
    String reason,
    Fields fields,
    long bodyLength,
    long declaredLength,
    boolean keepAlive) {

  /** The same head for a body whose length is not known in advance. */
  public ResponseHead withUnknownLength() {
    long length = hasBody() ? BodyLength.CHUNKED : BodyLength.NONE;
    return new ResponseHead(status, reason, fields, length, -1, keepAlive);
  }

  public boolean isInformational() {
    return status < 200;
  }

  public boolean hasBody() {
    return bodyLength != BodyLength.NONE;
  }
}
