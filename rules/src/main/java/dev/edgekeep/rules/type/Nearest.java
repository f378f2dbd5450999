package dev.edgekeep.rules.type;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Suggests the known name that is most similar to an unknown one. */
public final class Nearest {
  private Nearest() {}

  /** {@code ; did you mean "…"?}, or an empty string if no name is similar. */
  public static String suggestion(String name, Collection<String> known) {
    String nearest = of(name, known);
    return nearest == null ? "" : "; did you mean \"" + nearest + "\"?";
  }

  private static @Nullable String of(String name, Collection<String> known) {
    if (name.length() > 100) {
      return null;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    int limit = Math.max(2, name.length() / 5);
    return known.stream()
        .min(
            Comparator.comparingInt((String other) -> score(lower, other))
                .thenComparingInt(String::length)
                .thenComparing(Comparator.naturalOrder()))
        .filter(other -> score(lower, other) <= limit)
        .orElse(null);
  }

  /** The edit distance, or a good score for the same name without its prefix. */
  private static int score(String name, String other) {
    return other.endsWith("." + name) || name.endsWith("." + other) ? 0 : distance(name, other);
  }

  private static int distance(String a, String b) {
    int[] before = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(before[j], row[j - 1]) + 1);
      }
      int[] spare = before;
      before = row;
      row = spare;
    }
    return before[b.length()];
  }
}
