package dev.edgekeep.rules.type;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.edgekeep.rules.syntax.Strings;

/**
 * A regular expression (RE2 syntax), found anywhere in a string, in time linear in its length. It
 * is matched against text; a string that is no UTF-8 is matched byte for byte.
 */
public record Regex(Pattern pattern) implements Test.OfText {
  /** How large a compiled expression may become, in instructions. */
  private static final int MAX_SIZE = 10_000;

  /** The expression of a literal. */
  public static Regex of(String bytes) throws InvalidPattern {
    String text = Strings.text(bytes);
    if (text == null) {
      throw new InvalidPattern("a regular expression that is not UTF-8");
    }
    text = withoutUnicodeFlag(text);
    if (Repetition.of(text) > MAX_SIZE) {
      throw new InvalidPattern("a regular expression that repeats too much");
    }
    try {
      Pattern pattern = Pattern.compile(text);
      if (pattern.programSize() > MAX_SIZE) {
        throw new InvalidPattern("a regular expression that is too large");
      }
      return new Regex(pattern);
    } catch (PatternSyntaxException e) {
      throw new InvalidPattern("not a regular expression (RE2): " + e.getDescription());
    }
  }

  /** Rust's {@code (?u)} asks for what is so here anyway. */
  private static String withoutUnicodeFlag(String text) {
    return text.startsWith("(?u)") ? text.substring(4) : text;
  }

  /** A matcher over the text that {@code bytes} are. */
  public Matcher matcher(String bytes) {
    String text = Strings.text(bytes);
    return pattern.matcher(text == null ? bytes : text);
  }

  @Override
  public boolean test(String value) {
    return matcher(value).find();
  }
}
