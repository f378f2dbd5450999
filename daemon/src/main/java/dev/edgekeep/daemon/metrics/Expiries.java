package dev.edgekeep.daemon.metrics;

import dev.edgekeep.daemon.metrics.Expiry.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A summary of things that end: for each kind the first end, the numbers that end within some days,
 * and those that end first, of which there are at most {@value #MOST}. Its size does not depend on
 * the number of things. One thread.
 */
public final class Expiries {
  /** Beyond these, things of a kind have no gauge of their own. */
  public static final int MOST = 500;

  /** Bounds of the counts; what has expired is in all of them. */
  static final int[] DAYS = {0, 1, 7, 30};

  private static final Comparator<Expiry> LAST_FIRST = Comparator.comparing(Expiry::at).reversed();

  private final Instant now;
  private final Map<Kind, OfKind> kinds = new EnumMap<>(Kind.class);

  /** The expiries of one kind. */
  static final class OfKind {
    private final PriorityQueue<Expiry> first = new PriorityQueue<>(LAST_FIRST);
    private final long[] within = new long[DAYS.length];
    private @Nullable Instant earliest;

    List<Expiry> first() {
      return new ArrayList<>(first);
    }

    long within(int index) {
      return within[index];
    }

    @Nullable Instant earliest() {
      return earliest;
    }

    private void add(Expiry expiry, Instant now) {
      first.add(expiry);
      if (first.size() > MOST) {
        first.poll();
      }
      count(expiry.at(), now, 1);
    }

    private void count(Instant at, Instant now, long number) {
      if (earliest == null || at.isBefore(earliest)) {
        earliest = at;
      }
      for (int i = 0; i < DAYS.length; i++) {
        if (!at.isAfter(now.plus(Duration.ofDays(DAYS[i])))) {
          within[i] += number;
        }
      }
    }
  }

  /**
   * @param now from which the days are counted
   */
  public Expiries(Instant now) {
    this.now = now;
  }

  public Instant now() {
    return now;
  }

  public void add(Kind kind, String name, String id, Instant at) {
    add(new Expiry(kind, name, id, at));
  }

  public void add(Expiry expiry) {
    of(expiry.kind()).add(expiry, now);
  }

  /** Adds a number of things without a gauge of their own, which end at about the same time. */
  public void count(Kind kind, Instant at, long number) {
    if (number > 0) {
      of(kind).count(at, now, number);
    }
  }

  /** Tells the first end of things that are counted, where that is known. */
  public void first(Kind kind, Instant at) {
    of(kind).count(at, now, 0);
  }

  private OfKind of(Kind kind) {
    return kinds.computeIfAbsent(kind, any -> new OfKind());
  }

  Map<Kind, OfKind> kinds() {
    return kinds;
  }
}
