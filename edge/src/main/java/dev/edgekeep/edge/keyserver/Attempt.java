package dev.edgekeep.edge.keyserver;

import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Status;
import org.jspecify.annotations.Nullable;

/** The attempts to have one operation performed by one address. Event loop only. */
final class Attempt implements KeyConnection.Asker {
  /** After so many connections that ended under the request, it is considered the cause. */
  private static final int MAX_LOSSES = 3;

  private final Operation operation;
  private final ManagedConnection managed;
  private @Nullable KeyConnection askedOn;
  private int id;
  private long askedAt;
  private boolean isLate;
  private int losses;

  /** True when the key server answered the latest attempt that it has too much to do. */
  private boolean wasBusy;

  private @Nullable KeyServerFailure failure;

  Attempt(Operation operation, ManagedConnection managed) {
    this.operation = operation;
    this.managed = managed;
  }

  /** Sends the request on a connection that has room. */
  void ask(KeyConnection connection, KeyRequest request, long now) {
    askedOn = connection;
    askedAt = now;
    isLate = false;
    wasBusy = false;
    id = connection.ask(request, this);
  }

  /** Returns whether an answer may still come. */
  boolean isAsked() {
    return askedOn != null;
  }

  /**
   * Returns whether the request may be sent (again): there was no answer yet, or only a lost
   * connection or a key server with too much to do.
   */
  boolean mayAsk() {
    return askedOn == null
        && (failure == null
            || wasBusy
            || (failure.kind() == KeyServerFailure.Kind.CONNECTION_LOST && losses < MAX_LOSSES));
  }

  /** The failure of the latest attempt; null for none so far. */
  @Nullable KeyServerFailure failure() {
    return failure;
  }

  /** Counts the answer as late when it has not come {@code limit} after the request. */
  void checkLate(long limit, long now) {
    if (askedOn != null && !isLate && now - askedAt >= limit) {
      isLate = true;
      managed.failed("late");
      managed.health().bad(now);
    }
  }

  /** No connection could be established. */
  void unreachable(String why) {
    failure = new KeyServerFailure(KeyServerFailure.Kind.UNREACHABLE, "cannot be reached: " + why);
  }

  /** The answer is no longer needed. */
  void giveUp() {
    if (askedOn != null) {
      askedOn.giveUp(id);
      askedOn = null;
      managed.madeRoom();
    }
  }

  @Override
  public void answered(Message answer) {
    long now = System.nanoTime();
    KeyConnection asked = askedOn;
    askedOn = null;
    if (answer.code() == Status.SUCCESS.code()) {
      result(answer.payload(), now, asked);
    } else if (answer.code() != Status.ERROR.code()) {
      losses = MAX_LOSSES;
      wrong(
          new KeyServerFailure(
              KeyServerFailure.Kind.CONNECTION_LOST,
              "gave an answer with the unknown status 0x%02x".formatted(answer.code())),
          now);
    } else if (answer.isBusy() && asked != null) {
      busy(asked, now);
    } else {
      managed.latency().observe(now - askedAt, now);
      refused(answer, now);
    }
  }

  private void result(byte[] value, long now, @Nullable KeyConnection asked) {
    String fault = value.length == 0 ? "it is empty" : operation.request().check().fault(value);
    if (fault != null) {
      wrong(
          new KeyServerFailure(
              KeyServerFailure.Kind.WRONG_RESULT,
              "gave a wrong result for the key %s: %s".formatted(operation.request().key(), fault)),
          now);
      return;
    }
    managed.latency().observe(now - askedAt, now);
    if (asked != null) {
      asked.performed(operation.request().key());
    }
    managed.health().good(now);
    operation.done(value);
  }

  /** The answer was malformed or wrong: the address cannot be relied on. */
  private void wrong(KeyServerFailure wrong, long now) {
    failure = wrong;
    managed.failed("wrong");
    managed.health().wrong(wrong.detail(), now);
    operation.failed("wrong");
  }

  /**
   * The key server has too much to do, or a fault: error 8 means both. While other operations of
   * this edge are under way there, the former is assumed. The request may be sent again within its
   * time limit.
   */
  private void busy(KeyConnection asked, long now) {
    wasBusy = true;
    failure =
        new KeyServerFailure(
            KeyServerFailure.Kind.REFUSED,
            "answered %s (error %d), as key servers with too much to do answer"
                .formatted(KeylessError.INTERNAL.text(), KeylessError.INTERNAL.code()));
    managed.failed("busy");
    long pause = asked.refused(operation.request().key(), now);
    if (pause > 0) {
      managed.health().bad(now);
      managed.hasRoomIn(pause);
    }
    operation.failed("error");
  }

  private void refused(Message answer, long now) {
    failure = failure(answer);
    managed.failed("error");
    if (answer.error() == KeylessError.INTERNAL) {
      managed.health().bad(now);
    } else {
      managed.health().good(now);
    }
    operation.failed("error");
  }

  private KeyServerFailure failure(Message answer) {
    if (answer.payload().length == 0) {
      return new KeyServerFailure(
          KeyServerFailure.Kind.REFUSED, "answered with an error that it does not name");
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
    managed.failed("lost");
    if (lost == null || lost.hasAnswered() || managed.health().mayComeBack(operation.begunAt())) {
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
