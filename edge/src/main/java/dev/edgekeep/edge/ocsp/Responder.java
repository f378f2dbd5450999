package dev.edgekeep.edge.ocsp;

import dev.edgekeep.edge.events.EdgeEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One responder: limits the questions under way, and asks one that does not respond for a while
 * only now and then, so that its clients do not wait in vain. Any thread.
 */
final class Responder {
  static final int MOST_UNDER_WAY = 64;
  static final int MOST_WAITING = 1_024;
  static final int FAILURES_UNTIL_DOWN = 5;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LAST_PAUSE = Duration.ofSeconds(30);

  private final String url;
  private final BiConsumer<EdgeEvent.Kind, String> events;
  private final Queue<Waiter> waiting = new ArrayDeque<>();
  private int underWay;
  private int failures;
  private long pauseUntilMillis;

  /**
   * A question that waits for its turn.
   *
   * @param expiresMillis when it is too late
   * @param refused called with the reason instead of {@code start}
   */
  private record Waiter(long expiresMillis, Runnable start, Consumer<String> refused) {}

  Responder(String url, BiConsumer<EdgeEvent.Kind, String> events) {
    this.url = url;
    this.events = events;
  }

  /**
   * Begins a question, at once or in its turn; {@link #ended} must follow each start.
   *
   * @param refused called with the reason when the responder is not asked
   */
  void begin(long nowMillis, Duration timeout, Runnable start, Consumer<String> refused) {
    String reason = null;
    synchronized (this) {
      if (isDown() && (nowMillis < pauseUntilMillis || underWay > 0)) {
        reason =
            "it has not responded %d times in a row, and is asked again in some seconds"
                .formatted(failures);
      } else if (underWay < MOST_UNDER_WAY) {
        underWay++;
      } else if (waiting.size() < MOST_WAITING) {
        waiting.add(new Waiter(nowMillis + timeout.toMillis(), start, refused));
        return;
      } else {
        reason = "too many questions wait for it";
      }
    }
    if (reason == null) {
      start.run();
    } else {
      refused.accept(reason);
    }
  }

  private boolean isDown() {
    return failures >= FAILURES_UNTIL_DOWN;
  }

  /**
   * A question has ended.
   *
   * @param failure why the responder did not respond; null when it did, whatever it said
   */
  void ended(long nowMillis, @Nullable String failure) {
    EdgeEvent.Kind event;
    synchronized (this) {
      underWay--;
      event = failure == null ? succeeded() : failed(nowMillis);
    }
    if (event != null) {
      events.accept(
          event,
          failure == null
              ? "the OCSP responder %s responds again".formatted(url)
              : "the OCSP responder %s does not respond: %s".formatted(url, failure));
    }
    startNext(nowMillis);
  }

  private EdgeEvent.@Nullable Kind succeeded() {
    boolean wasDown = isDown();
    failures = 0;
    return wasDown ? EdgeEvent.Kind.OCSP_RESPONDER_UP : null;
  }

  private EdgeEvent.@Nullable Kind failed(long nowMillis) {
    failures++;
    if (!isDown()) {
      return null;
    }
    int doublings = Math.min(failures - FAILURES_UNTIL_DOWN, 10);
    long pause = Math.min(FIRST_PAUSE.toMillis() << doublings, LAST_PAUSE.toMillis());
    pauseUntilMillis = nowMillis + pause;
    return failures == FAILURES_UNTIL_DOWN ? EdgeEvent.Kind.OCSP_RESPONDER_DOWN : null;
  }

  private void startNext(long nowMillis) {
    while (true) {
      Waiter next;
      boolean isLate;
      synchronized (this) {
        if (underWay >= MOST_UNDER_WAY) {
          return;
        }
        next = waiting.poll();
        if (next == null) {
          return;
        }
        isLate = isDown() || next.expiresMillis() < nowMillis;
        if (!isLate) {
          underWay++;
        }
      }
      if (!isLate) {
        next.start().run();
        return;
      }
      next.refused().accept("it was not the question's turn in time");
    }
  }

  /** Questions under way. */
  synchronized int underWay() {
    return underWay;
  }

  /** Failures in a row. */
  synchronized int failures() {
    return failures;
  }
}
