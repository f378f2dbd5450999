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

  /** Whether the key server had too much to do when it was last asked. */
  private boolean wasBusy;

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
    wasBusy = false;
    id = connection.ask(request, this);
  }

  /** Whether an answer may still come. */
  boolean isAsked() {
    return askedOn != null;
  }

  /**
   * Whether it may be asked (again): nothing was said yet, but that a connection was lost or that
   * the key server has too much to do.
   */
  boolean mayAsk() {
    return askedOn == null
        && (failure == null
            || wasBusy
            || (failure.kind() == KeyServerFailure.Kind.CONNECTION_LOST && losses < MAX_LOSSES));
  }

  /** What it said or did instead; null for nothing so far. */
  @Nullable KeyServerFailure failure() {
    return failure;
  }

  /** The answer has not come by {@code now}, though it was asked {@code limit} ago, or longer. */
  void lateAfter(long limit, long now) {
    if (askedOn != null && !isLate && now - askedAt >= limit) {
      isLate = true;
      link.failed("late");
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
      link.roomWasMade();
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
              "gave an answer of the status 0x%02x, which is none".formatted(answer.code())),
          now);
    } else if (answer.isBusy() && asked != null) {
      busy(asked, now);
    } else {
      link.latency().observe(now - askedAt, now);
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
    link.latency().observe(now - askedAt, now);
    if (asked != null) {
      asked.did(operation.request().key());
    }
    link.health().good(now);
    operation.done(value);
  }

  /** What it said is no answer: the address cannot be relied on. */
  private void wrong(KeyServerFailure what, long now) {
    failure = what;
    link.failed("wrong");
    link.health().wrong(what.detail(), now);
    operation.failed("wrong");
  }

  /**
   * It says that it has too much to do, or has trouble of its own: error 8 is both. Where others of
   * ours are under way there it is the former. It may be asked again, while the time lasts.
   */
  private void busy(KeyConnection asked, long now) {
    wasBusy = true;
    failure =
        new KeyServerFailure(
            KeyServerFailure.Kind.REFUSED,
            "answered %s (error %d), as key servers do that have too much to do"
                .formatted(KeylessError.INTERNAL.text(), KeylessError.INTERNAL.code()));
    link.failed("busy");
    long pause = asked.refused(operation.request().key(), now);
    if (pause > 0) {
      link.health().bad(now);
      link.hasRoomIn(pause);
    }
    operation.failed("error");
  }

  private void refused(Message answer, long now) {
    failure = failure(answer);
    link.failed("error");
    if (answer.error() == KeylessError.INTERNAL) {
      link.health().bad(now);
    } else {
      link.health().good(now);
    }
    operation.failed("error");
  }

  private KeyServerFailure failure(Message answer) {
    if (answer.payload().length == 0) {
      return new KeyServerFailure(
          KeyServerFailure.Kind.REFUSED, "answered with an error, and does not say which");
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
    link.failed("lost");
    if (lost == null || lost.hasAnswered() || link.health().mayComeBack(operation.begunAt())) {
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
