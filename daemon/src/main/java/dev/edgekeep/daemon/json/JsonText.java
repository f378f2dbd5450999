package dev.edgekeep.daemon.json;

import java.io.StringWriter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON (RFC 8259) for everything but log lines, whose writer is {@link JsonWriter}. Strings come
 * out as there: on one line, without control characters that a terminal would obey, and with U+FFFD
 * in place of half a surrogate pair. Any thread.
 */
public final class JsonText {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().characterEscapes(new ControlCharacters()).build();
  private static final char REPLACEMENT = '\ufffd';

  private JsonText() {}

  /**
   * The text of one value.
   *
   * @param content writes the value
   */
  public static String of(Consumer<JsonGenerator> content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      content.accept(json);
    }
    return withWholePairs(text.toString());
  }

  private static String withWholePairs(String text) {
    char[] whole = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        whole = whole == null ? text.toCharArray() : whole;
        whole[i] = REPLACEMENT;
      }
    }
    return whole == null ? text : new String(whole);
  }

  /** C0 but for tab and line ends, DEL, C1, and the separators of lines and paragraphs. */
  private static final class ControlCharacters extends CharacterEscapes {
    private static final long serialVersionUID = 1;
    private static final int[] ASCII = ascii();

    private static int[] ascii() {
      int[] escapes = CharacterEscapes.standardAsciiEscapesForJSON();
      Arrays.fill(escapes, 0, ' ', ESCAPE_CUSTOM);
      escapes['\t'] = 't';
      escapes['\n'] = 'n';
      escapes['\r'] = 'r';
      escapes[0x7f] = ESCAPE_CUSTOM;
      return escapes;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return ASCII.clone();
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int c) {
      boolean escaped = c < ' ' || (c >= 0x7f && c < 0xa0) || c == '\u2028' || c == '\u2029';
      return escaped ? new SerializedString("\\u" + HexFormat.of().toHexDigits((char) c)) : null;
    }
  }
}
