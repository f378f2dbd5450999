package dev.edgekeep.edge.origin;

/**
 * A connection to one server of an origin that carries streams: HTTP/1.1 one after the other, other
 * protocols many at a time. It reports to its {@link ConnectionOwner}, which decides how long it is
 * kept without streams; keeping it alive (a ping) and time limits of streams are its own. Event
 * loop only.
 */
public interface OriginConnection {
  /**
   * The number of streams that can be opened now, besides those that are open. 0 once it is
   * closing, by either side: streams that are open may still end well.
   */
  int capacity();

  /**
   * Opens a stream, and writes the head of a request. It is sent with the next {@link
   * OriginStream#flush}. Only with a {@link #capacity}.
   *
   * @param listener receives the response, not before this returns
   * @param headerBytes the largest head, and trailer section, of the response
   */
  OriginStream open(OriginRequest request, OriginListener listener, int headerBytes);

  /** Closes it. Streams that are open fail. */
  void close();
}
