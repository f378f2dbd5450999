package dev.edgekeep.edge.keyserver;

import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Status;
import org.jspecify.annotations.Nullable;

/** One operation at one address: what it was asked and said. Event loop only. */
final class Inquiry implements KeyConnection.Asker {
  /** How often connections may end under one request before it is taken for the cause. */
  private static final int MAX_LOSSES = 3;

  private final Operation operation;
  private final Link link;
  private @Nullable KeyConnection askedOn;
  private int id;
  private long askedAt;
  private boolean isLate;
  private int losses;
  private @Nullable KeyServerFailure failure;

  Inquiry(Operation operation, Link link) {
    this.operation = operation;
    this.link = link;
  }

  /** Asks, on a connection that has room. */
  void ask(KeyConnection connection, KeyRequest request, long now) {
    askedOn = connection;
    askedAt = now;
    isLate = false;
    id = connection.ask(request, this);
  }

  /** Whether an answer may still come. */
  boolean isAsked() {
    return askedOn != null;
  }

  /** Whether it may be asked (again): nothing was said yet, but that a connection was lost. */
  boolean mayAsk() {
    return askedOn == null
        && (failure == null
            || (failure.kind() == KeyServerFailure.Kind.CONNECTION_LOST && losses < MAX_LOSSES));
  }

  /** Whether a connection was lost already while this was asked. */
  boolean wasLost() {
    return losses > 0;
  }

  /** What it said or did instead; null for nothing so far. */
  @Nullable KeyServerFailure failure() {
    return failure;
  }

  /** The answer has not come by {@code now}, though it was asked {@code limit} ago, or longer. */
  void lateAfter(long limit, long now) {
    if (askedOn != null && !isLate && now - askedAt >= limit) {
      isLate = true;
      link.health().bad(now);
    }
  }

  /** No connection could be made. */
  void unreachable(String why) {
    failure = new KeyServerFailure(KeyServerFailure.Kind.UNREACHABLE, "cannot be reached: " + why);
  }

  /** The answer is of no interest any more. */
  void giveUp() {
    if (askedOn != null) {
      askedOn.giveUp(id);
      askedOn = null;
    }
  }

  @Override
  public void answered(Message answer) {
    long now = System.nanoTime();
    askedOn = null;
    link.latency().observe(now - askedAt, now);
    if (answer.code() == Status.SUCCESS.code()) {
      link.health().good(now);
      operation.done(answer.payload());
      return;
    }
    failure = failure(answer);
    if (answer.error() == KeylessError.INTERNAL) {
      link.health().bad(now);
    } else {
      link.health().good(now);
    }
    operation.failed("error");
  }

  private KeyServerFailure failure(Message answer) {
    if (answer.code() != Status.ERROR.code()) {
      losses = MAX_LOSSES;
      return new KeyServerFailure(
          KeyServerFailure.Kind.CONNECTION_LOST,
          "gave an answer of the status 0x%02x, which is none".formatted(answer.code()));
    }
    return switch (answer.error()) {
      case KEY_NOT_FOUND, CERTIFICATE_NOT_FOUND ->
          new KeyServerFailure(
              KeyServerFailure.Kind.KEY_NOT_FOUND,
              "has no key %s, or none that this edge may use".formatted(operation.request().key()));
      default ->
          new KeyServerFailure(
              KeyServerFailure.Kind.REFUSED,
              "answered %s (error %d)".formatted(answer.error().text(), answer.error().code()));
    };
  }

  @Override
  public void lost(String why) {
    KeyConnection lost = askedOn;
    askedOn = null;
    if (lost == null || lost.hasAnswered() || link.health().isRestarting(System.nanoTime())) {
      losses++;
      failure =
          new KeyServerFailure(
              KeyServerFailure.Kind.CONNECTION_LOST, "was lost before it answered: " + why);
    } else {
      unreachable(why);
    }
    operation.failed("lost");
  }
}
