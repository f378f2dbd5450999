package dev.edgekeep.control.api;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.eclipse.jetty.io.EndPoint;

/** A connection of the API and what is waited for on it. Guarded by {@link ApiConnections}. */
final class ApiConnection {
  private final EndPoint endPoint;
  private final InetSocketAddress remote;
  private Phase phase = Phase.FIRST;
  private long since;
  private long end;

  /** The phase of a connection. */
  enum Phase {
    /** The TLS handshake and the header of the first request. */
    FIRST,
    /** The next request, if one comes. */
    IDLE,
    /** The rest of a request whose caller is not known. */
    REQUEST,
    /** A call is worked on. It has a place among the calls, so it is not closed for another. */
    CALL,
    /** The answer is sent. */
    ANSWER,
    CLOSED;

    boolean makesRoom() {
      return this != CALL && this != CLOSED;
    }
  }

  ApiConnection(EndPoint endPoint, InetSocketAddress remote) {
    this.endPoint = endPoint;
    this.remote = remote;
  }

  void enter(Phase phase, long now, Duration atMost) {
    this.phase = phase;
    this.since = now;
    this.end = now + atMost.toNanos();
  }

  EndPoint endPoint() {
    return endPoint;
  }

  InetSocketAddress remote() {
    return remote;
  }

  InetAddress address() {
    return remote.getAddress();
  }

  Phase phase() {
    return phase;
  }

  long since() {
    return since;
  }

  boolean isOverdue(long now) {
    return now - end > 0;
  }
}
