package dev.edgekeep.edge.dns;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of one name. They are valid for their time to live, within bounds, and looked up
 * again by the first caller after that. When a lookup fails the last good addresses are used, so
 * that DNS servers that are down do not take the origins with them (RFC 8767); an answer that the
 * name does not exist does end them. Any thread; does not block.
 */
public final class ResolvedName {
  /** Bounds of the time to live of DNS records. */
  static final Duration LEAST_LIFE = Duration.ofSeconds(5);

  // Of several aliases in one answer, not all tell their time to live.
  static final Duration MOST_LIFE = Duration.ofMinutes(5);

  /** The time for which a name that does not exist is not looked up again. */
  static final Duration UNKNOWN_LIFE = Duration.ofSeconds(5);

  /** RFC 8767 §5: the time after which a caller gets the last good addresses. */
  static final Duration STALE_WAIT = Duration.ofMillis(1_800);

  /** RFC 8767 §5: the time for which the last good addresses are used before the next lookup. */
  static final Duration STALE_LIFE = Duration.ofSeconds(30);

  /** Waits for the addresses of a name. One of the two is called, once, on its event loop. */
  public interface Listener {
    /**
     * @param addresses at least one, in the order in which to try them
     */
    void found(List<InetAddress> addresses);

    /**
     * @param reason for the operator
     */
    void notFound(String reason);
  }

  /** Valid until {@code end}; without addresses the name is unknown. */
  private record Answer(List<InetAddress> addresses, long end) {}

  private record Waiter(EventLoop loop, Listener listener) {}

  private final String host;
  private final EventLoop home;
  private final NameLookup lookup;
  private final Consumer<String> warnings;

  private volatile @Nullable Answer answer;

  // On the event loop `home` only.
  private List<Waiter> waiting = new ArrayList<>();
  private List<InetAddress> lastGood = List.of();
  private boolean isLookingUp;
  private boolean isStale;

  ResolvedName(String host, EventLoop home, NameLookup lookup, Consumer<String> warnings) {
    this.host = host;
    this.home = home;
    this.lookup = lookup;
    this.warnings = warnings;
  }

  /** Finds the addresses; those that are still valid before this returns. */
  public void find(EventLoop loop, Listener listener) {
    assert loop.inEventLoop();
    Answer current = answer;
    if (current != null && isValid(current)) {
      tell(listener, current);
      return;
    }
    try {
      home.execute(() -> await(new Waiter(loop, listener)));
    } catch (RejectedExecutionException _) {
      listener.notFound("the edge is shutting down");
    }
  }

  private boolean isValid(Answer candidate) {
    return candidate.end() - now() > 0;
  }

  private long now() {
    return home.ticker().nanoTime();
  }

  private void await(Waiter waiter) {
    waiting.add(waiter);
    Answer current = answer;
    if (current != null && isValid(current)) {
      answerAll(current);
      return;
    }
    if (!isLookingUp) {
      lookUp();
    }
    if (isStale) {
      useLastGood();
    }
  }

  private void lookUp() {
    isLookingUp = true;
    if (!lastGood.isEmpty() && !isStale) {
      var _ = home.schedule(this::waitedLong, STALE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    }
    lookup.start(host, home, this::lookedUp);
  }

  private void waitedLong() {
    if (isLookingUp && !isStale) {
      becomeStale("no answer within " + STALE_WAIT.toMillis() + " ms");
    }
  }

  private void lookedUp(NameLookup.Result result) {
    isLookingUp = false;
    switch (result) {
      case NameLookup.Found(List<InetAddress> addresses, Duration life) -> {
        becomeFresh();
        lastGood = addresses;
        answerAll(new Answer(addresses, now() + bounded(life).toNanos()));
      }
      case NameLookup.Unknown() -> {
        becomeFresh();
        lastGood = List.of();
        answerAll(new Answer(List.of(), now() + UNKNOWN_LIFE.toNanos()));
      }
      case NameLookup.Failed(String reason) -> failed(reason);
    }
  }

  private static Duration bounded(Duration life) {
    if (life.compareTo(LEAST_LIFE) < 0) {
      return LEAST_LIFE;
    }
    return life.compareTo(MOST_LIFE) > 0 ? MOST_LIFE : life;
  }

  private void failed(String reason) {
    if (lastGood.isEmpty()) {
      tellAll(listener -> listener.notFound("%s cannot be looked up: %s".formatted(host, reason)));
    } else if (isStale) {
      useLastGood();
    } else {
      becomeStale(reason);
    }
  }

  private void becomeStale(String reason) {
    isStale = true;
    warnings.accept(
        "%s cannot be looked up (%s); its last known addresses are used".formatted(host, reason));
    useLastGood();
  }

  private void becomeFresh() {
    if (isStale) {
      isStale = false;
      warnings.accept(host + " can be looked up again");
    }
  }

  private void useLastGood() {
    answerAll(new Answer(lastGood, now() + STALE_LIFE.toNanos()));
  }

  private void answerAll(Answer next) {
    answer = next;
    tellAll(listener -> tell(listener, next));
  }

  private void tellAll(Consumer<Listener> what) {
    List<Waiter> told = waiting;
    waiting = new ArrayList<>();
    for (Waiter waiter : told) {
      try {
        waiter.loop().execute(() -> what.accept(waiter.listener()));
      } catch (RejectedExecutionException _) {
        // The waiter's event loop has ended, and its connections with it.
      }
    }
  }

  private void tell(Listener listener, Answer known) {
    if (known.addresses().isEmpty()) {
      listener.notFound("the name " + host + " is unknown");
    } else {
      listener.found(known.addresses());
    }
  }
}
