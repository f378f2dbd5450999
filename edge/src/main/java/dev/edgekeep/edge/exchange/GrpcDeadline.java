package dev.edgekeep.edge.exchange;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.edge.respond.GrpcStatus;
import io.netty.util.AsciiString;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The deadline that a gRPC client has set for its call ({@code grpc-timeout}): after it, the origin
 * need not answer. Event loop only.
 */
final class GrpcDeadline extends Deadlines.Watched {
  private static final AsciiString NAME = AsciiString.cached("grpc-timeout");
  private static final int MAX_DIGITS = 8;

  private final Exchange exchange;
  private final String timeout;
  private final long nanos;
  private final long begin = System.nanoTime();

  private GrpcDeadline(Exchange exchange, String timeout, long nanos) {
    this.exchange = exchange;
    this.timeout = timeout;
    this.nanos = nanos;
    limit(begin, nanos);
  }

  /** Returns whether it has passed, if only just now. */
  boolean hasPassed() {
    return System.nanoTime() - begin >= nanos;
  }

  /** The deadline of a call; null when it has none, or one that nobody can read. */
  static @Nullable GrpcDeadline of(RequestHead head, Exchange exchange) {
    Fields fields = head.fields();
    for (int i = 0; i < fields.size(); i++) {
      if (!fields.isRemoved(i) && fields.isNamed(i, NAME)) {
        String timeout = fields.value(i);
        long nanos = nanos(timeout);
        return nanos < 0 ? null : new GrpcDeadline(exchange, timeout, nanos);
      }
    }
    return null;
  }

  /** The nanoseconds of a text such as {@code 500m}; -1 when it is none. */
  static long nanos(String timeout) {
    int digits = timeout.length() - 1;
    if (digits < 1 || digits > MAX_DIGITS) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < digits; i++) {
      char digit = timeout.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      value = value * 10 + (digit - '0');
    }
    TimeUnit unit =
        switch (timeout.charAt(digits)) {
          case 'H' -> TimeUnit.HOURS;
          case 'M' -> TimeUnit.MINUTES;
          case 'S' -> TimeUnit.SECONDS;
          case 'm' -> TimeUnit.MILLISECONDS;
          case 'u' -> TimeUnit.MICROSECONDS;
          case 'n' -> TimeUnit.NANOSECONDS;
          default -> null;
        };
    return unit == null ? -1 : unit.toNanos(value);
  }

  @Override
  protected void limitPassed() {
    exchange.stop(
        exchange.refusal(
            504,
            GrpcStatus.DEADLINE_REASON,
            "the client's deadline, grpc-timeout %s, has passed".formatted(timeout)));
  }
}
