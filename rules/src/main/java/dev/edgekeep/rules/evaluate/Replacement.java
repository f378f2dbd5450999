package dev.edgekeep.rules.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A replacement with references {@code ${1}} to captures; {@code $$} is a dollar sign.
 *
 * @param parts strings, and integers for captures
 */
record Replacement(List<Object> parts) {
  Replacement {
    parts = List.copyOf(parts);
  }

  static Replacement of(String template) {
    List<Object> parts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < template.length(); i++) {
      int close = template.startsWith("${", i) ? template.indexOf('}', i) : -1;
      if (close > 0 && template.substring(i + 2, close).matches("[0-9]{1,2}")) {
        parts.add(text.toString());
        text.setLength(0);
        parts.add(Integer.parseInt(template.substring(i + 2, close)));
        i = close;
      } else {
        text.append(template.charAt(i));
        if (template.startsWith("$$", i)) {
          i++;
        }
      }
    }
    parts.add(text.toString());
    return new Replacement(parts);
  }

  /** The text with the captures inserted; a missing capture is empty. */
  String with(IntFunction<@Nullable String> capture) {
    StringBuilder out = new StringBuilder();
    for (Object part : parts) {
      String piece = part instanceof Integer number ? capture.apply(number) : (String) part;
      out.append(piece == null ? "" : piece);
    }
    return out.toString();
  }
}
