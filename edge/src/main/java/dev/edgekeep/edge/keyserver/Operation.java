package dev.edgekeep.edge.keyserver;

import dev.edgekeep.edge.keyserver.KeyServerFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One operation, from the handshake that needs it to its result: asked of one address after the
 * other, or of several when an answer is late, until one does it, all have said no, or the time is
 * over. Operations may be repeated: a signature made twice harms nobody. Event loop only.
 */
final class Operation {
  private final KeyServerPool pool;
  private final KeyRequest request;
  private final Result result;
  private final long begunAt;
  private final @Nullable Inquiry[] inquiries;
  private @Nullable ScheduledFuture<?> timer;
  private boolean isDone;
  private boolean wasAsked;

  /** Why the next address is asked: how the one before went. */
  private String reason = "";

  Operation(KeyServerPool pool, KeyRequest request, Result result) {
    this.pool = pool;
    this.request = request;
    this.result = result;
    this.begunAt = System.nanoTime();
    this.inquiries = new Inquiry[pool.links().size()];
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
   * An address did not do it.
   *
   * @param why {@code lost}, {@code error} or {@code wrong}
   */
  void failed(String why) {
    if (!isDone) {
      reason = why;
      proceed();
    }
  }

  /** Asks the best address that may still be asked, or waits for one; fails when there is none. */
  private void proceed() {
    Link link = pool.choose(this);
    if (link != null) {
      ask(link);
    } else if (!isAsked()) {
      if (pool.isClosed() || !hasHope()) {
        fail(null);
      } else if (!pool.await(this)) {
        fail(Kind.OVERLOADED);
      }
    }
  }

  /** Whether an address may be asked that is not asked now. */
  boolean mayAsk(Link link) {
    Inquiry inquiry = inquiries[link.index()];
    return inquiry == null || inquiry.mayAsk();
  }

  /** Whether this address was asked and has not done it. */
  boolean wasAskedInVain(Link link) {
    Inquiry inquiry = inquiries[link.index()];
    return inquiry != null && inquiry.failure() != null;
  }

  /** When it began, as {@link System#nanoTime} has it. */
  long begunAt() {
    return begunAt;
  }

  /** Asks an address that has room. */
  void ask(Link link) {
    KeyConnection connection = link.connection();
    if (isDone || connection == null) {
      return;
    }
    pool.waitsNoMore(this);
    if (wasAsked && inquiries[link.index()] == null) {
      pool.metrics().failedOver(reason);
    }
    wasAsked = true;
    long now = System.nanoTime();
    inquiry(link).ask(connection, request, now);
    checkIn(Math.min(pool.lateAfter(link), leftNanos(now)));
  }

  /** An address that it waits for could not be connected to. */
  void unreachable(Link link, String why) {
    if (mayAsk(link) && !link.health().mayComeBack(begunAt)) {
      inquiry(link).unreachable(why);
      if (!isDone && !isAsked() && !hasHope()) {
        fail(null);
      }
    }
  }

  private Inquiry inquiry(Link link) {
    Inquiry inquiry = inquiries[link.index()];
    if (inquiry == null) {
      inquiry = new Inquiry(this, link);
      inquiries[link.index()] = inquiry;
    }
    return inquiry;
  }

  private boolean isAsked() {
    for (Inquiry inquiry : inquiries) {
      if (inquiry != null && inquiry.isAsked()) {
        return true;
      }
    }
    return false;
  }

  private boolean hasHope() {
    for (Inquiry inquiry : inquiries) {
      if (inquiry == null || inquiry.mayAsk()) {
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

  /** An answer is late, or the time is over. */
  private void check() {
    timer = null;
    if (isDone) {
      return;
    }
    long now = System.nanoTime();
    boolean isOver = leftNanos(now) <= 0;
    for (Link link : pool.links()) {
      Inquiry inquiry = inquiries[link.index()];
      if (inquiry != null) {
        inquiry.lateAfter(isOver ? 0 : pool.lateAfter(link), now);
      }
    }
    if (isOver) {
      fail(isAsked() ? Kind.TIMEOUT : null);
      return;
    }
    Link another = pool.choose(this);
    if (another != null) {
      reason = "late";
      ask(another);
    } else {
      pool.connectFor(this);
      checkIn(Math.min(pool.pace().late().toNanos(), leftNanos(now)));
    }
  }

  /** An address did it. */
  void done(byte[] value) {
    if (!isDone) {
      end("done");
      pool.tell(() -> result.done(value));
    }
  }

  /**
   * Fails, now.
   *
   * @param kind null: what the addresses said tells
   */
  void fail(@Nullable Kind kind) {
    if (!isDone) {
      KeyServerFailure failure = failure(kind);
      end(failure.kind().label());
      pool.tell(() -> result.failed(failure));
    }
  }

  private void end(String outcome) {
    isDone = true;
    stopTimer();
    for (Inquiry inquiry : inquiries) {
      if (inquiry != null) {
        inquiry.giveUp();
      }
    }
    pool.ended(this, outcome, System.nanoTime() - begunAt);
  }

  private KeyServerFailure failure(@Nullable Kind kind) {
    List<String> said = new ArrayList<>();
    Kind worst = kind == null ? Kind.UNREACHABLE : kind;
    for (Link link : pool.links()) {
      KeyServerFailure one = said(link, inquiries[link.index()]);
      said.add(link.address() + " " + one.detail());
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

  private static KeyServerFailure said(Link link, @Nullable Inquiry inquiry) {
    if (inquiry != null && inquiry.isAsked()) {
      return new KeyServerFailure(Kind.TIMEOUT, "has not answered");
    }
    KeyServerFailure said = inquiry == null ? null : inquiry.failure();
    if (said != null) {
      return said;
    }
    return link.connection() == null
        ? new KeyServerFailure(Kind.UNREACHABLE, "cannot be reached: " + link.lastFailure())
        : new KeyServerFailure(
            Kind.OVERLOADED,
            "has %d operations of ours already".formatted(KeyConnection.MAX_ASKED));
  }
}
