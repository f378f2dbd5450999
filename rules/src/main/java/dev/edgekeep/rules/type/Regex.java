package dev.edgekeep.rules.type;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.edgekeep.rules.syntax.Strings;

/**
 * A regular expression (RE2 syntax) that may match anywhere in a string, in time linear in its
 * length. It is matched against decoded text; a string that is not UTF-8 is matched byte by byte.
 */
public record Regex(Pattern pattern) implements ValueTest.OfText {
  /** Maximum size of a compiled expression, in instructions. */
  private static final int MAX_SIZE = 10_000;

  /** Compiles the expression in a literal. */
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

  /** Removes Rust's {@code (?u)}, which is the default here. */
  private static String withoutUnicodeFlag(String text) {
    return text.startsWith("(?u)") ? text.substring(4) : text;
  }

  /** A matcher over the text that {@code bytes} encode. */
  public Matcher matcher(String bytes) {
    String text = Strings.text(bytes);
    return pattern.matcher(text == null ? bytes : text);
  }

  @Override
  public boolean test(String value) {
    return matcher(value).find();
  }
}
