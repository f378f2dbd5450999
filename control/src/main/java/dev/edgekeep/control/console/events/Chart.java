package dev.edgekeep.control.console.events;

import dev.edgekeep.control.console.text.Doc;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A chart of the last hour, which the browser draws, and a table for those who read.
 *
 * @param unit {@code "/s"} or {@code "ms"}
 * @param until the end of the newest step
 * @param step seconds
 */
public record Chart(String unit, long until, long step, List<Line> lines) {
  private static final int MOST_LINES = 6;
  private static final int ROW_MINUTES = 10;

  public Chart {
    lines = List.copyOf(lines);
  }

  /**
   * One line.
   *
   * @param kind the state that its colour means: {@code main}, {@code ok}, {@code warn}, {@code
   *     bad} or {@code muted}
   * @param values one for each step, the oldest first; null: nothing was measured
   */
  public record Line(String name, String kind, List<@Nullable Double> values) {}

  /**
   * A row of the table.
   *
   * @param until the end of its ten minutes
   * @param cells one for each line; empty: nothing was measured
   */
  public record Row(Instant until, List<String> cells) {}

  /**
   * Counters that are drawn together.
   *
   * @param lists of numbers, by name
   * @param label of a name
   * @param kind the state of a name
   */
  public record Counts(Doc lists, Function<String, String> label, Function<String, String> kind) {}

  /**
   * Counts as rates; the lines with most first, small ones together.
   *
   * @param others the label of those together
   */
  public static Chart ofCounts(Doc traffic, List<Counts> counts, String others) {
    long step = Math.max(1, traffic.number("step"));
    List<Line> lines = new ArrayList<>();
    for (Counts group : counts) {
      for (Map.Entry<String, JsonNode> one : group.lists().node().properties()) {
        String name = one.getKey();
        lines.add(line(group.label().apply(name), group.kind().apply(name), one.getValue(), step));
      }
    }
    lines.sort(Comparator.comparingDouble(Chart::sum).reversed());
    return new Chart("/s", until(traffic), step, bounded(lines, others));
  }

  /** Percentiles, in milliseconds. */
  public static Chart ofMillis(Doc traffic, Doc percentiles) {
    List<Line> lines = new ArrayList<>();
    String[] kinds = {"main", "warn", "bad"};
    String[] names = {"p50", "p95", "p99"};
    for (int i = 0; i < names.length; i++) {
      lines.add(line(names[i], kinds[i], percentiles.node().path(names[i]), 1));
    }
    return new Chart("ms", until(traffic), Math.max(1, traffic.number("step")), lines);
  }

  private static long until(Doc traffic) {
    Instant until = traffic.time("until");
    return until == null ? 0 : until.getEpochSecond();
  }

  private static Line line(String name, String kind, JsonNode values, long divisor) {
    List<@Nullable Double> all = new ArrayList<>(values.size());
    for (JsonNode value : values) {
      all.add(value.isNumber() ? value.asDouble() / divisor : null);
    }
    return new Line(name, kind, all);
  }

  private static double sum(Line line) {
    double sum = 0;
    for (Double value : line.values()) {
      sum += value == null ? 0 : value;
    }
    return sum;
  }

  private static List<Line> bounded(List<Line> lines, String others) {
    if (lines.size() <= MOST_LINES) {
      return lines;
    }
    List<Line> kept = new ArrayList<>(lines.subList(0, MOST_LINES - 1));
    List<@Nullable Double> rest = new ArrayList<>(lines.getFirst().values());
    rest.replaceAll(value -> 0.0);
    for (Line line : lines.subList(MOST_LINES - 1, lines.size())) {
      for (int i = 0; i < Math.min(rest.size(), line.values().size()); i++) {
        Double value = line.values().get(i);
        Double had = rest.get(i);
        rest.set(i, (had == null ? 0 : had) + (value == null ? 0 : value));
      }
    }
    kept.add(new Line(others, "muted", rest));
    return kept;
  }

  public boolean isEmpty() {
    return lines.stream().allMatch(line -> sum(line) == 0);
  }

  /** What the browser draws. */
  public String json() {
    return JsonMapper.shared().writeValueAsString(this);
  }

  /** Mean rates, or the highest of the durations, for ten minutes each, the newest first. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    int steps = lines.isEmpty() ? 0 : lines.getFirst().values().size();
    int each = (int) Math.max(1, ROW_MINUTES * 60 / step);
    for (int end = steps; end > 0; end -= each) {
      int from = Math.max(0, end - each);
      int to = end;
      rows.add(
          new Row(
              Instant.ofEpochSecond(until - (steps - end) * step),
              lines.stream().map(line -> cell(line.values().subList(from, to))).toList()));
    }
    return rows;
  }

  private String cell(List<@Nullable Double> values) {
    double sum = 0;
    double highest = 0;
    boolean isMeasured = false;
    for (Double value : values) {
      if (value != null) {
        isMeasured = true;
        sum += value;
        highest = Math.max(highest, value);
      }
    }
    if (!isMeasured) {
      return "";
    }
    return unit.equals("ms") ? "%.1f".formatted(highest) : "%.2f".formatted(sum / values.size());
  }
}
