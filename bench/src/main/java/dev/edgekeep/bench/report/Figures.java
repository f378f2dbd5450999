package dev.edgekeep.bench.report;

import dev.edgekeep.bench.measure.Spread;
import java.util.Locale;

/** Formats numbers for people: three significant digits, followed by the spread. */
public final class Figures {
  /** No figure: not measured, or meaningless. */
  public static final String NONE = "–";

  private Figures() {}

  /** {@code median [min..max]}; only the median if all are the same. */
  public static String of(Spread spread) {
    String median = of(spread.median());
    String min = of(spread.min());
    String max = of(spread.max());
    return min.equals(max) ? median : "%s [%s..%s]".formatted(median, min, max);
  }

  public static String of(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}
