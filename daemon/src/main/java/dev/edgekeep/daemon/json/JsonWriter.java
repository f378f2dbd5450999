package dev.edgekeep.daemon.json;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the JSON (RFC 8259) of log lines as UTF-8 into one buffer that grows and is reused.
 * Callers keep begin and end in pairs. One thread at a time.
 *
 * <p>Strings come from clients, and people read lines in terminals: control characters (C0, DEL,
 * C1), line and paragraph separators are escaped, and half a surrogate pair becomes U+FFFD, so the
 * output is always one line of valid UTF-8.
 */
public final class JsonWriter {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_LONG_DIGITS = 20;

  /** The longest encoding of a UTF-16 unit: a {@code \}{@code u} escape. */
  private static final int MAX_ENCODED = 6;

  private static final char ELLIPSIS = '\u2026';

  private final int maxText;
  private final Rfc3339 clock = new Rfc3339();
  private byte[] bytes;
  private int length;
  private boolean commaDue;

  public JsonWriter() {
    this(512);
  }

  public JsonWriter(int initialCapacity) {
    this(initialCapacity, Integer.MAX_VALUE);
  }

  /**
   * @param maxText the limit of UTF-16 units of a string; the rest becomes an ellipsis
   */
  public JsonWriter(int initialCapacity, int maxText) {
    bytes = new byte[initialCapacity];
    this.maxText = maxText;
  }

  public JsonWriter beginObject() {
    return begin('{');
  }

  public JsonWriter endObject() {
    return end('}');
  }

  public JsonWriter beginArray() {
    return begin('[');
  }

  public JsonWriter endArray() {
    return end(']');
  }

  /** The name of the member whose value comes next. */
  public JsonWriter name(String name) {
    value(name);
    append(':');
    commaDue = false;
    return this;
  }

  /** A string, or null. */
  public JsonWriter value(@Nullable String text) {
    separate();
    if (text == null) {
      appendAscii("null");
    } else {
      appendString(text);
    }
    return this;
  }

  public JsonWriter value(long number) {
    separate();
    appendLong(number);
    return this;
  }

  public JsonWriter value(boolean truth) {
    separate();
    appendAscii(truth ? "true" : "false");
    return this;
  }

  /** An instant as RFC 3339 in UTC with milliseconds: {@code "2026-11-22T02:05:41.123Z"}. */
  public JsonWriter time(long epochMillis) {
    separate();
    reserve(Rfc3339.LENGTH + 2);
    bytes[length++] = '"';
    length = clock.write(epochMillis, bytes, length);
    bytes[length++] = '"';
    return this;
  }

  public JsonWriter field(String name, @Nullable String text) {
    return name(name).value(text);
  }

  public JsonWriter field(String name, long number) {
    return name(name).value(number);
  }

  public JsonWriter field(String name, boolean truth) {
    return name(name).value(truth);
  }

  /** The member when there is a value, nothing when there is none. */
  public JsonWriter optional(String name, @Nullable String text) {
    return text == null ? this : field(name, text);
  }

  /** An array of strings. */
  public JsonWriter field(String name, Iterable<String> texts) {
    name(name).beginArray();
    texts.forEach(this::value);
    return endArray();
  }

  /** Ends a line; the next value stands alone. */
  public JsonWriter newline() {
    append('\n');
    commaDue = false;
    return this;
  }

  /** The number of bytes written since the last {@link #truncate}. */
  public int length() {
    return length;
  }

  /** Drops everything after the first {@code newLength} bytes, between two values. */
  public void truncate(int newLength) {
    length = newLength;
    commaDue = false;
  }

  /** The buffer itself, not a copy; {@link #length()} of its bytes are valid. */
  public byte[] buffer() {
    return bytes;
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private JsonWriter begin(char bracket) {
    separate();
    append(bracket);
    commaDue = false;
    return this;
  }

  private JsonWriter end(char bracket) {
    append(bracket);
    commaDue = true;
    return this;
  }

  private void separate() {
    if (commaDue) {
      append(',');
    }
    commaDue = true;
  }

  private void append(char ascii) {
    reserve(1);
    bytes[length++] = (byte) ascii;
  }

  private void appendAscii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
  }

  private void appendLong(long number) {
    if (number == Long.MIN_VALUE) {
      appendAscii("-9223372036854775808");
      return;
    }
    reserve(MAX_LONG_DIGITS);
    if (number < 0) {
      bytes[length++] = '-';
    }
    long rest = Math.abs(number);
    int end = length + digits(rest);
    length = end;
    do {
      bytes[--end] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
  }

  private static int digits(long number) {
    int count = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      count++;
    }
    return count;
  }

  private void appendString(String text) {
    int end = Math.min(text.length(), maxText);
    reserve(Math.addExact(Math.multiplyExact(end, MAX_ENCODED), MAX_ENCODED + 2));
    bytes[length++] = '"';
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
        bytes[length++] = (byte) c;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < end
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        appendFourBytes(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        appendSpecial(c);
      }
    }
    if (end < text.length()) {
      appendSpecial(ELLIPSIS);
    }
    bytes[length++] = '"';
  }

  private void appendSpecial(char c) {
    switch (c) {
      case '"', '\\' -> appendEscaped((byte) c);
      case '\n' -> appendEscaped((byte) 'n');
      case '\r' -> appendEscaped((byte) 'r');
      case '\t' -> appendEscaped((byte) 't');
      default -> {
        if (isControl(c)) {
          appendUnicodeEscape(c);
        } else {
          appendMultiByte(Character.isSurrogate(c) ? '\ufffd' : c);
        }
      }
    }
  }

  private static boolean isControl(char c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == '\u2028' || c == '\u2029';
  }

  private void appendEscaped(byte c) {
    bytes[length++] = '\\';
    bytes[length++] = c;
  }

  private void appendUnicodeEscape(char c) {
    appendEscaped((byte) 'u');
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[(c >> shift) & 0xf];
    }
  }

  private void appendMultiByte(char c) {
    if (c < 0x800) {
      bytes[length++] = (byte) (0xc0 | (c >> 6));
    } else {
      bytes[length++] = (byte) (0xe0 | (c >> 12));
      bytes[length++] = continuation(c >> 6);
    }
    bytes[length++] = continuation(c);
  }

  private void appendFourBytes(int codePoint) {
    bytes[length++] = (byte) (0xf0 | (codePoint >> 18));
    bytes[length++] = continuation(codePoint >> 12);
    bytes[length++] = continuation(codePoint >> 6);
    bytes[length++] = continuation(codePoint);
  }

  private static byte continuation(int bits) {
    return (byte) (0x80 | (bits & 0x3f));
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
    }
  }

  /** Formats instants, and caches the latest second, since log lines come in bursts. */
  private static final class Rfc3339 {
    static final int LENGTH = 24;
    private static final int SECONDS_LENGTH = 19;

    private long second = Long.MIN_VALUE;
    private byte[] formatted = new byte[0];

    int write(long epochMillis, byte[] target, int at) {
      long wanted = Math.floorDiv(epochMillis, 1000L);
      if (wanted != second) {
        formatted = format(wanted);
        second = wanted;
      }
      System.arraycopy(formatted, 0, target, at, SECONDS_LENGTH);
      int millis = Math.floorMod(epochMillis, 1000);
      int end = at + SECONDS_LENGTH;
      target[end++] = '.';
      target[end++] = (byte) ('0' + millis / 100);
      target[end++] = (byte) ('0' + millis / 10 % 10);
      target[end++] = (byte) ('0' + millis % 10);
      target[end++] = 'Z';
      return end;
    }

    private static byte[] format(long epochSecond) {
      LocalDateTime time = LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC);
      String seconds = time.getSecond() == 0 ? time + ":00" : time.toString();
      return seconds.getBytes(StandardCharsets.US_ASCII);
    }
  }
}
