package dev.edgekeep.control.console.events;

import dev.edgekeep.control.console.text.Doc;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The refusals of the last day.
 *
 * @param hours one bar for each hour, the present one last
 * @param verdicts the most frequent first
 */
public record Activity(List<Bar> hours, List<Reason> verdicts, long total) {
  private static final int HOURS = 24;

  /**
   * The refusals of one hour.
   *
   * @param percent of the highest bar
   */
  public record Bar(Instant hour, long count, long percent) {}

  /** Refusals for one reason: a verdict, or else the kind of the events. */
  public record Reason(String name, boolean isVerdict, long count, long percent) {}

  /** The refusals among counted events. */
  public static Activity of(Doc counts, Instant now) {
    Map<Instant, Long> hours = new LinkedHashMap<>();
    Instant present = now.truncatedTo(ChronoUnit.HOURS);
    for (int i = HOURS - 1; i >= 0; i--) {
      hours.put(present.minus(i, ChronoUnit.HOURS), 0L);
    }
    Map<String, Long> reasons = new LinkedHashMap<>();
    long total = 0;
    for (Doc item : counts.list("items")) {
      if (isRefusal(item.text("kind"))) {
        long count = item.number("count");
        total += count;
        Instant hour = item.time("hour");
        if (hour != null) {
          hours.computeIfPresent(hour, (key, sum) -> sum + count);
        }
        reasons.merge(reason(item), count, Long::sum);
      }
    }
    return new Activity(bars(hours), ordered(reasons), total);
  }

  private static boolean isRefusal(String kind) {
    return kind.equals("handshake-refused")
        || kind.equals("request-refused")
        || kind.equals("request-blocked");
  }

  private static String reason(Doc item) {
    String verdict = item.text("verdict");
    return verdict.isEmpty() || verdict.equals("verified") ? "kind:" + item.text("kind") : verdict;
  }

  private static List<Bar> bars(Map<Instant, Long> hours) {
    long highest = Math.max(1, hours.values().stream().mapToLong(Long::longValue).max().orElse(1));
    List<Bar> bars = new ArrayList<>();
    hours.forEach((hour, count) -> bars.add(new Bar(hour, count, count * 100 / highest)));
    return bars;
  }

  private static List<Reason> ordered(Map<String, Long> reasons) {
    long highest =
        Math.max(1, reasons.values().stream().mapToLong(Long::longValue).max().orElse(1));
    List<Reason> list = new ArrayList<>();
    reasons.forEach((name, count) -> {
      boolean isVerdict = !name.startsWith("kind:");
      String shown = isVerdict ? name : name.substring("kind:".length());
      list.add(new Reason(shown, isVerdict, count, count * 100 / highest));
    });
    list.sort(Comparator.comparingLong(Reason::count).reversed());
    return list;
  }
}
