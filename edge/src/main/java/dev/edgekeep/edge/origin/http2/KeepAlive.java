package dev.edgekeep.edge.origin.http2;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.origin.OriginServer;
import java.util.concurrent.TimeUnit;

/**
 * Finds out that a connection is dead: when nothing has come for a while though streams are open, a
 * PING asks (RFC 9113 §6.7), and must be answered in time. Servers of gRPC count PINGs as abuse
 * when they come more often than every five minutes without a response in between, so a second one
 * waits. Event loop only.
 */
final class KeepAlive extends Deadlines.Watched {
  private static final long MAX_QUIET_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long MAX_ANSWER_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(310);

  private final Http2OriginConnection connection;
  private final long quietNanos;
  private final long answerNanos;
  private boolean hasAsked;
  private boolean isAnswerDue;

  KeepAlive(Http2OriginConnection connection, OriginServer server) {
    this.connection = connection;
    // A request whose server is silent fails in the end: the dead connection is found before.
    long third = server.responseTimeout().toNanos() / 3;
    this.quietNanos = Math.min(MAX_QUIET_NANOS, third);
    this.answerNanos = Math.min(MAX_ANSWER_NANOS, third);
  }

  /** Something came. */
  void read() {
    isAnswerDue = false;
    limit(System.nanoTime(), hasAsked ? BETWEEN_NANOS : quietNanos);
  }

  /** A part of a response came. */
  void responded() {
    hasAsked = false;
  }

  /** The first stream since the connection was idle. */
  void begin() {
    if (!isAnswerDue) {
      limit(System.nanoTime(), quietNanos);
    }
  }

  /** The longest wait for an answer to a PING. */
  long answerMillis() {
    return TimeUnit.NANOSECONDS.toMillis(answerNanos);
  }

  @Override
  protected void limitPassed() {
    if (isAnswerDue) {
      connection.pingUnanswered();
    } else if (connection.hasStreams()) {
      hasAsked = true;
      isAnswerDue = true;
      limit(System.nanoTime(), answerNanos);
      connection.ping();
    }
  }
}
