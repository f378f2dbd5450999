package dev.edgekeep.rules.type;

import dev.edgekeep.rules.syntax.Strings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern with {@code *} for any characters, matched against a whole string. Each star matches
 * the shortest possible text. Testing allocates nothing.
 *
 * @param pieces the texts between the stars
 */
public record Wildcard(List<String> pieces, boolean isStrict) implements ValueTest.OfText {
  public Wildcard {
    pieces = List.copyOf(pieces);
  }

  /** Compiles the pattern in a literal; {@code \*} and {@code \\} are literal characters. */
  public static Wildcard of(String literal, boolean isStrict) throws InvalidPattern {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    for (int i = 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      if (c == '*') {
        if (i + 1 < literal.length() && literal.charAt(i + 1) == '*') {
          throw new InvalidPattern("two stars in a row; one stands for any number of characters");
        }
        pieces.add(piece.toString());
        piece.setLength(0);
      } else if (c == '\\') {
        char next = ++i < literal.length() ? literal.charAt(i) : ' ';
        if (next != '*' && next != '\\') {
          throw new InvalidPattern("a backslash is allowed only before * or \\ here");
        }
        piece.append(next);
      } else {
        piece.append(c);
      }
    }
    pieces.add(piece.toString());
    return new Wildcard(folded(pieces, isStrict), isStrict);
  }

  private static List<String> folded(List<String> pieces, boolean isStrict) {
    return isStrict ? pieces : pieces.stream().map(Strings::lower).toList();
  }

  @Override
  public boolean test(String value) {
    int last = pieces.size() - 1;
    String first = pieces.getFirst();
    if (last == 0) {
      return value.length() == first.length() && isAt(value, 0, first);
    }
    String end = pieces.get(last);
    int endStart = value.length() - end.length();
    if (endStart < first.length() || !isAt(value, 0, first) || !isAt(value, endStart, end)) {
      return false;
    }
    int at = first.length();
    for (int i = 1; i < last; i++) {
      int found = find(value, at, endStart, pieces.get(i));
      if (found < 0) {
        return false;
      }
      at = found + pieces.get(i).length();
    }
    return true;
  }

  /** The text that each star matched; null if the value does not match. */
  public @Nullable List<String> captures(String value) {
    if (!test(value)) {
      return null;
    }
    int last = pieces.size() - 1;
    List<String> captures = new ArrayList<>(last);
    int endStart = last == 0 ? 0 : value.length() - pieces.get(last).length();
    int at = pieces.getFirst().length();
    for (int i = 1; i <= last; i++) {
      int found = i == last ? endStart : find(value, at, endStart, pieces.get(i));
      captures.add(value.substring(at, found));
      at = found + pieces.get(i).length();
    }
    return captures;
  }

  private int find(String value, int from, int to, String piece) {
    for (int i = from; i + piece.length() <= to; i++) {
      if (isAt(value, i, piece)) {
        return i;
      }
    }
    return -1;
  }

  private boolean isAt(String value, int at, String piece) {
    if (at + piece.length() > value.length()) {
      return false;
    }
    for (int i = 0; i < piece.length(); i++) {
      char c = value.charAt(at + i);
      char compared = !isStrict && c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
      if (compared != piece.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
