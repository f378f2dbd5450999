package dev.edgekeep.edge.keyserver;

import dev.edgekeep.edge.keyserver.KeyServerFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One operation, from the handshake that needs it to its result. It is sent to one address after
 * the other, or to several when an answer is late, until one performs it, all have refused, or the
 * time is over. Operations may be repeated: signing twice harms nobody. Event loop only.
 */
final class Operation {
  private final KeyServerPool pool;
  private final KeyRequest request;
  private final KeyOperations.Callback callback;
  private final long begunAt;
  private final @Nullable Attempt[] attempts;
  private @Nullable ScheduledFuture<?> timer;
  private boolean isDone;
  private boolean wasAsked;

  /** The reason to ask another address: the failure of the one before. */
  private String reason = "";

  Operation(KeyServerPool pool, KeyRequest request, KeyOperations.Callback callback) {
    this.pool = pool;
    this.request = request;
    this.callback = callback;
    this.begunAt = System.nanoTime();
    this.attempts = new Attempt[pool.connections().size()];
  }

  KeyRequest request() {
    return request;
  }

  void begin() {
    proceed();
    if (!isDone && timer == null) {
      checkIn(pool.timeoutNanos());
    }
  }

  /**
   * An address did not perform the operation.
   *
   * @param why {@code lost}, {@code error} or {@code wrong}
   */
  void failed(String why) {
    if (!isDone) {
      reason = why;
      proceed();
    }
  }

  /** Asks the best address, or waits for one; fails when none may be asked any more. */
  private void proceed() {
    ManagedConnection managed = pool.choose(this);
    if (managed != null) {
      ask(managed);
    } else if (!isAsked()) {
      if (pool.isClosed() || !hasHope()) {
        fail(null);
      } else if (!pool.await(this)) {
        fail(Kind.OVERLOADED);
      }
    }
  }

  /** Returns whether this address may be asked, and is not being asked now. */
  boolean mayAsk(ManagedConnection managed) {
    Attempt attempt = attempts[managed.index()];
    return attempt == null || attempt.mayAsk();
  }

  /** Returns whether this address was asked and failed. */
  boolean wasAskedInVain(ManagedConnection managed) {
    Attempt attempt = attempts[managed.index()];
    return attempt != null && attempt.failure() != null;
  }

  /** The beginning, as a reading of {@link System#nanoTime}. */
  long begunAt() {
    return begunAt;
  }

  /** Sends the request to an address that has room. */
  void ask(ManagedConnection managed) {
    KeyConnection connection = managed.connection();
    if (isDone || connection == null) {
      return;
    }
    pool.stopWaiting(this);
    if (wasAsked && attempts[managed.index()] == null) {
      pool.metrics().failedOver(reason);
    }
    wasAsked = true;
    long now = System.nanoTime();
    attempt(managed).ask(connection, request, now);
    checkIn(Math.min(pool.lateAfter(managed), leftNanos(now)));
  }

  /** Connecting to an address that this operation waits for failed. */
  void unreachable(ManagedConnection managed, String why) {
    if (mayAsk(managed) && !managed.health().mayComeBack(begunAt)) {
      attempt(managed).unreachable(why);
      if (!isDone && !isAsked() && !hasHope()) {
        fail(null);
      }
    }
  }

  private Attempt attempt(ManagedConnection managed) {
    Attempt attempt = attempts[managed.index()];
    if (attempt == null) {
      attempt = new Attempt(this, managed);
      attempts[managed.index()] = attempt;
    }
    return attempt;
  }

  private boolean isAsked() {
    for (Attempt attempt : attempts) {
      if (attempt != null && attempt.isAsked()) {
        return true;
      }
    }
    return false;
  }

  private boolean hasHope() {
    for (Attempt attempt : attempts) {
      if (attempt == null || attempt.mayAsk()) {
        return true;
      }
    }
    return false;
  }

  private long leftNanos(long now) {
    return begunAt + pool.timeoutNanos() - now;
  }

  private void checkIn(long nanos) {
    stopTimer();
    timer = pool.loop().schedule(this::check, Math.max(0, nanos), TimeUnit.NANOSECONDS);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /** Called when an answer may be late, or the time may be over. */
  private void check() {
    timer = null;
    if (isDone) {
      return;
    }
    long now = System.nanoTime();
    boolean isOver = leftNanos(now) <= 0;
    for (ManagedConnection managed : pool.connections()) {
      Attempt attempt = attempts[managed.index()];
      if (attempt != null) {
        attempt.checkLate(isOver ? 0 : pool.lateAfter(managed), now);
      }
    }
    if (isOver) {
      fail(isAsked() ? Kind.TIMEOUT : null);
      return;
    }
    ManagedConnection another = pool.choose(this);
    if (another != null) {
      reason = "late";
      ask(another);
    } else {
      pool.connectFor(this);
      checkIn(Math.min(pool.timeouts().late().toNanos(), leftNanos(now)));
    }
  }

  /** An address performed the operation. */
  void done(byte[] value) {
    if (!isDone) {
      end("done");
      pool.callBack(() -> callback.done(value));
    }
  }

  /**
   * Fails now.
   *
   * @param kind null: the worst of the addresses' failures
   */
  void fail(@Nullable Kind kind) {
    if (!isDone) {
      KeyServerFailure failure = failure(kind);
      end(failure.kind().label());
      pool.callBack(() -> callback.failed(failure));
    }
  }

  private void end(String outcome) {
    isDone = true;
    stopTimer();
    for (Attempt attempt : attempts) {
      if (attempt != null) {
        attempt.giveUp();
      }
    }
    pool.ended(this, outcome, System.nanoTime() - begunAt);
  }

  private KeyServerFailure failure(@Nullable Kind kind) {
    List<String> said = new ArrayList<>();
    Kind worst = kind == null ? Kind.UNREACHABLE : kind;
    for (ManagedConnection managed : pool.connections()) {
      KeyServerFailure one = said(managed, attempts[managed.index()]);
      said.add(managed.address() + " " + one.detail());
      worst = one.kind().compareTo(worst) < 0 ? one.kind() : worst;
    }
    return new KeyServerFailure(
        kind == null ? worst : kind,
        "key server %s gave no result in %,d ms: %s"
            .formatted(
                pool.name(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunAt),
                String.join("; ", said)));
  }

  private static KeyServerFailure said(ManagedConnection managed, @Nullable Attempt attempt) {
    if (attempt != null && attempt.isAsked()) {
      return new KeyServerFailure(Kind.TIMEOUT, "has not answered");
    }
    KeyServerFailure said = attempt == null ? null : attempt.failure();
    if (said != null) {
      return said;
    }
    return managed.connection() == null
        ? new KeyServerFailure(Kind.UNREACHABLE, "cannot be reached: " + managed.lastFailure())
        : new KeyServerFailure(
            Kind.OVERLOADED,
            "has %d operations of this edge already".formatted(KeyConnection.MAX_ASKED));
  }
}
