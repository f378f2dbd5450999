package dev.edgekeep.bench.report;

import dev.edgekeep.bench.measure.Spread;
import java.util.Locale;

/** Numbers as people read them: three digits that count, and the spread behind. */
public final class Figures {
  /** There is no figure: not measured, or it makes no sense. */
  public static final String NONE = "–";

  private Figures() {}

  /** {@code median [min..max]}; the median alone when all are the same. */
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
