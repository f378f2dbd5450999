package dev.edgekeep.snapshot.path;

import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.rules.request.UriPath;
import dev.edgekeep.rules.syntax.Strings;
import dev.edgekeep.rules.type.InvalidPattern;
import dev.edgekeep.rules.type.Regex;

/**
 * A pattern for the normalised path of a request, {@link UriPath#seen}. Two patterns are equal if
 * they are written alike. Immutable; any thread.
 */
public sealed interface PathPattern {
  /** The length of a pattern, in characters. */
  Bounds LENGTH = new Bounds(1, 500);

  /** The pattern as it is written in a configuration; {@link #of} reads it. */
  String text();

  /**
   * The time that a path is compared with the pattern for, at the most, in steps for each of its
   * characters; zero for a pattern that is looked up.
   */
  default int steps() {
    return 0;
  }

  /** One path, as {@code /status}. */
  record Exact(String path) implements PathPattern {
    @Override
    public String text() {
      return path;
    }
  }

  /**
   * A path and everything below it, as {@code /api/*}: {@code /api}, {@code /api/} and {@code
   * /api/x}.
   *
   * @param base without a slash at its end; empty for all paths
   */
  record Prefix(String base) implements PathPattern {
    @Override
    public String text() {
      return base + "/*";
    }
  }

  /** A path with stars, each of which stands for any characters, slashes included. */
  record Wildcard(String text) implements PathPattern {
    /** The compiled pattern, which tells upper case from lower case. */
    public dev.edgekeep.rules.type.Wildcard compiled() {
      return wildcard(text);
    }

    @Override
    public int steps() {
      return text.length();
    }
  }

  /** A regular expression (RE2 syntax) that may match anywhere in the path, in linear time. */
  record Expression(String regex) implements PathPattern {
    @Override
    public String text() {
      return "~ " + regex;
    }

    /** The compiled expression. */
    public Regex compiled() {
      return expression(regex);
    }

    @Override
    public int steps() {
      return compiled().pattern().programSize();
    }
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException when it is invalid, with what to do
   */
  static PathPattern of(String text) {
    if (!LENGTH.contains(text.length())) {
      throw new IllegalArgumentException(
          "%,d characters are too many; give a number %s".formatted(text.length(), LENGTH));
    }
    if (text.startsWith("~")) {
      String regex = text.substring(1).strip();
      Regex _ = expression(regex);
      return new Expression(regex);
    }
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException(
          "%s is not a path; begin with a slash, as in /api/*, or with ~ for a regular expression, as in ~ ^/v[0-9]+/"
              .formatted(Quoted.text(text)));
    }
    requireNormal(text);
    int star = text.indexOf('*');
    if (star < 0) {
      return new Exact(text);
    }
    if (star == text.length() - 1 && text.endsWith("/*")) {
      return new Prefix(text.substring(0, star - 1));
    }
    dev.edgekeep.rules.type.Wildcard _ = wildcard(text);
    return new Wildcard(text);
  }

  /** A pattern that no normalised path is written like would match nothing, and protect nothing. */
  private static void requireNormal(String text) {
    if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
      throw new IllegalArgumentException(
          "a route matches the path only; leave out the query and the fragment");
    }
    UriPath read = UriPath.of(Strings.bytes(text));
    if (read.ambiguity() != null) {
      throw new IllegalArgumentException(
          "no request with this path is forwarded: %s; write it in another way"
              .formatted(read.ambiguity()));
    }
    if (!read.seen().equals(text)) {
      throw new IllegalArgumentException(
          "requests are matched by their normalised path; write %s"
              .formatted(Quoted.text(read.seen())));
    }
  }

  private static dev.edgekeep.rules.type.Wildcard wildcard(String text) {
    try {
      return dev.edgekeep.rules.type.Wildcard.of(text, true);
    } catch (InvalidPattern e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Regex expression(String regex) {
    if (regex.isEmpty()) {
      throw new IllegalArgumentException(
          "the regular expression is missing; give one, as in ~ ^/v[0-9]+/");
    }
    try {
      return Regex.of(Strings.bytes(regex));
    } catch (InvalidPattern e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
