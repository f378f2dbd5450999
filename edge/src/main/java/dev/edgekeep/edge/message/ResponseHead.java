package dev.edgekeep.edge.message;

/**
 * A response's head.
 *
 * @param bodyLength bytes of the body, or one of {@link BodyLength}; what is really sent, so 0 for
 *     the answer to HEAD
 * @param declaredLength the Content-Length, which HEAD and 304 have without a body; -1 when none
 * @param keepAlive whether the origin goes on with the connection
 */
public record ResponseHead(
    int status,
    String reason,
    Fields fields,
    long bodyLength,
    long declaredLength,
    boolean keepAlive) {

  public boolean isInformational() {
    return status < 200;
  }

  public boolean hasBody() {
    return bodyLength != BodyLength.NONE;
  }
}
