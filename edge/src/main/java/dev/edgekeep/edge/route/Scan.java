package dev.edgekeep.edge.route;

import dev.edgekeep.rules.type.Regex;
import dev.edgekeep.rules.type.Wildcard;
import dev.edgekeep.snapshot.path.PathPattern;

/** A pattern that must be tried, with its position. Immutable; any thread. */
sealed interface Scan {
  int position();

  /**
   * @param path as rules see it
   * @param folded the {@link FoldedPath} where a route asks for certificates
   */
  boolean matches(String path, String folded);

  /** Matches the path as it is written. */
  record OfWildcard(int position, Wildcard wildcard) implements Scan {
    @Override
    public boolean matches(String path, String folded) {
      return wildcard.test(path);
    }
  }

  /** Matches in any case. */
  record OfFoldedWildcard(int position, Wildcard wildcard) implements Scan {
    @Override
    public boolean matches(String path, String folded) {
      return wildcard.test(folded);
    }
  }

  /** Matches the path as it is written. */
  record OfExpression(int position, Regex regex) implements Scan {
    @Override
    public boolean matches(String path, String folded) {
      return regex.test(path);
    }
  }

  /**
   * Matches the path as it is written, and in any case: {@code [^a]} with the flag {@code i}
   * matches less than without it.
   */
  record OfFoldedExpression(int position, Regex regex, Regex anyCase) implements Scan {
    @Override
    public boolean matches(String path, String folded) {
      return regex.test(path) || anyCase.test(path) || anyCase.test(folded);
    }
  }

  static Scan of(int position, PathPattern.Wildcard pattern, boolean isProtected) {
    if (!isProtected) {
      return new OfWildcard(position, pattern.compiled());
    }
    String folded = FoldedPath.of(pattern.text());
    return new OfFoldedWildcard(position, new PathPattern.Wildcard(folded).compiled());
  }

  static Scan of(int position, PathPattern.Expression pattern, boolean isProtected) {
    Regex regex = pattern.compiled();
    return isProtected
        ? new OfFoldedExpression(
            position, regex, new PathPattern.Expression("(?i)" + pattern.regex()).compiled())
        : new OfExpression(position, regex);
  }
}
