package dev.edgekeep.config.value;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the name that a misspelled one probably stands for. */
public final class Suggestion {
  private static final int LISTED = 8;
  private static final int LONGEST = 64;

  private Suggestion() {}

  /** {@code ; did you mean "partners"?}, else the available names if they are few, else nothing. */
  public static String among(String written, Collection<String> names) {
    Optional<String> near = nearest(written, names);
    if (near.isPresent()) {
      return "; did you mean %s?".formatted(Quoted.text(near.get()));
    }
    if (names.isEmpty() || names.size() > LISTED) {
      return "";
    }
    return "; available: " + names.stream().map(Quoted::text).collect(Collectors.joining(", "));
  }

  /** The name that differs least, if the differences are few for the length. */
  public static Optional<String> nearest(String written, Collection<String> names) {
    if (written.length() > LONGEST) {
      return Optional.empty();
    }
    String folded = written.toLowerCase(Locale.ROOT);
    int best = allowedMistakes(written) + 1;
    String nearest = null;
    for (String name : names) {
      if (Math.abs(name.length() - written.length()) >= best) {
        continue;
      }
      int mistakes = distance(folded, name.toLowerCase(Locale.ROOT));
      if (mistakes < best) {
        best = mistakes;
        nearest = name;
      }
    }
    return Optional.ofNullable(nearest);
  }

  private static int allowedMistakes(String written) {
    return Math.min(3, (written.length() + 2) / 3);
  }

  /** The number of inserted, omitted, changed and swapped characters (optimal string alignment). */
  public static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : step(a, b, d, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(String a, String b, int[][] d, int i, int j) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int least = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
  }
}
