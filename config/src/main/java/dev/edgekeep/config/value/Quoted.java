package dev.edgekeep.config.value;

/** Quotes text of a document for a message: on one line, with a bounded length. */
public final class Quoted {
  private static final int SHOWN = 80;

  private Quoted() {}

  public static String text(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints().limit(SHOWN).forEach(c -> append(quoted, c));
    if (text.codePointCount(0, text.length()) > SHOWN) {
      quoted.append('…');
    }
    return quoted.append('"').toString();
  }

  private static void append(StringBuilder quoted, int c) {
    if (c == '"' || c == '\\') {
      quoted.append('\\').append((char) c);
    } else if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
      quoted.append("\\u%04x".formatted(c));
    } else {
      quoted.appendCodePoint(c);
    }
  }
}
