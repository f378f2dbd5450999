package dev.edgekeep.control.token;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts per name in windows of time, of a bounded number of names: the oldest are forgotten. A
 * window that began in the future is over: the clock was set back. Any thread.
 */
final class Attempts {
  private static final int NAMES = 10_000;

  private final int most;
  private final long windowMillis;
  private final InstantSource clock;
  private final Map<String, Window> windows = new LinkedHashMap<>();

  /** A count since a time. */
  private static final class Window {
    private final long since;
    private int count;

    private Window(long since) {
      this.since = since;
    }

    private boolean isOver(long now, long windowMillis) {
      return now < since || now - since >= windowMillis;
    }
  }

  /**
   * @param most the largest count in a window
   */
  Attempts(int most, Duration window, InstantSource clock) {
    this.most = most;
    this.windowMillis = window.toMillis();
    this.clock = clock;
  }

  /** Counts one; whether it was within the limit. */
  synchronized boolean count(String name) {
    long now = clock.millis();
    Window window = windows.get(name);
    if (window == null || window.isOver(now, windowMillis)) {
      windows.remove(name);
      window = new Window(now);
      windows.put(name, window);
      forgetOldest();
    }
    window.count++;
    return window.count <= most;
  }

  /** The time until it counts from zero. */
  synchronized Duration remaining(String name) {
    long now = clock.millis();
    Window window = windows.get(name);
    return window == null || window.isOver(now, windowMillis)
        ? Duration.ZERO
        : Duration.ofMillis(window.since + windowMillis - now);
  }

  private void forgetOldest() {
    Iterator<String> names = windows.keySet().iterator();
    while (windows.size() > NAMES) {
      names.next();
      names.remove();
    }
  }
}
