package dev.edgekeep.edge.message;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a header or trailer section in their order: names and values as spans of one byte
 * array, so that a field is forwarded by copying bytes. Fields may be added and removed; one thread
 * at a time.
 */
public final class Fields {
  /** The maximum number of fields of a request; more are refused with 431. */
  public static final int MAX_COUNT = 256;

  private static final int SPAN = 4;

  private byte[] bytes;
  private int length;
  private int[] spans = new int[16 * SPAN];
  // Null where a field was removed.
  private @Nullable FieldName[] names = new @Nullable FieldName[16];
  private int count;

  public Fields() {
    this(new byte[256], 0);
  }

  /** Wraps {@code bytes}, of which {@code length} are in use. */
  Fields(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  /** The number of fields, removed ones included. */
  public int size() {
    return count;
  }

  public boolean isRemoved(int index) {
    return names[index] == null;
  }

  /**
   * The known name of a field, {@link FieldName#OTHER} or {@link FieldName#RESERVED}; null when it
   * was removed.
   */
  public @Nullable FieldName name(int index) {
    return names[index];
  }

  public void remove(int index) {
    names[index] = null;
  }

  public void remove(FieldName name) {
    for (int i = 0; i < count; i++) {
      if (names[i] == name) {
        names[i] = null;
      }
    }
  }

  /** The index of the first field of that name at or after {@code from}, or -1. */
  public int find(FieldName name, int from) {
    for (int i = from; i < count; i++) {
      if (names[i] == name) {
        return i;
      }
    }
    return -1;
  }

  public boolean contains(FieldName name) {
    return find(name, 0) >= 0;
  }

  /** The value of the first field of that name as text, or null. */
  public @Nullable String first(FieldName name) {
    int index = find(name, 0);
    return index < 0 ? null : value(index);
  }

  /** A field's value as text, one character for each byte. */
  public String value(int index) {
    int start = spans[index * SPAN + 2];
    return new String(bytes, start, spans[index * SPAN + 3] - start, StandardCharsets.ISO_8859_1);
  }

  /** A field's name as text, in its original spelling. */
  public String nameText(int index) {
    int start = spans[index * SPAN];
    return new String(bytes, start, spans[index * SPAN + 1] - start, StandardCharsets.ISO_8859_1);
  }

  /** A field's name in lower case, for HTTP/2. */
  public AsciiString lowerName(int index) {
    FieldName name = names[index];
    if (name != null && name != FieldName.OTHER && name != FieldName.RESERVED) {
      return name.lower();
    }
    int start = spans[index * SPAN];
    byte[] lower = Arrays.copyOfRange(bytes, start, spans[index * SPAN + 1]);
    for (int i = 0; i < lower.length; i++) {
      lower[i] = Ascii.toLower(lower[i]);
    }
    return new AsciiString(lower, false);
  }

  /** A field's value, for HTTP/2. */
  public AsciiString asciiValue(int index) {
    int start = spans[index * SPAN + 2];
    return new AsciiString(bytes, start, spans[index * SPAN + 3] - start, true);
  }

  /** Returns whether a field's name is {@code lower}, in any case. */
  public boolean isNamed(int index, AsciiString lower) {
    int start = spans[index * SPAN];
    return spans[index * SPAN + 1] - start == lower.length()
        && Ascii.equalsIgnoreCase(bytes, start, lower);
  }

  /**
   * Returns whether a field's value is the media type {@code lower}, or one of its kind (+json).
   */
  public boolean isMediaType(int index, AsciiString lower) {
    int start = valueStart(index);
    int end = start + lower.length();
    if (end > valueEnd(index) || !Ascii.equalsIgnoreCase(bytes, start, lower)) {
      return false;
    }
    return end == valueEnd(index) || bytes[end] == '+' || bytes[end] == ';' || bytes[end] == ' ';
  }

  /**
   * Returns whether an origin could take a field's name for {@code name}, in any spelling of both.
   */
  public boolean isNamedLoosely(int index, AsciiString name) {
    return NameSpelling.isSame(bytes, spans[index * SPAN], spans[index * SPAN + 1], name);
  }

  /** Removes every field whose name an origin could take for {@code name}. */
  public void removeLoosely(AsciiString name) {
    for (int i = 0; i < count; i++) {
      if (names[i] != null && isNamedLoosely(i, name)) {
        names[i] = null;
      }
    }
  }

  /** Writes a field's value. */
  public void writeValue(int index, ByteBuf out) {
    int start = spans[index * SPAN + 2];
    out.writeBytes(bytes, start, spans[index * SPAN + 3] - start);
  }

  /** Writes every remaining field as {@code Name: value CRLF} (RFC 9112 §5). */
  public void writeTo(ByteBuf out) {
    for (int i = 0; i < count; i++) {
      if (names[i] != null) {
        out.writeBytes(bytes, spans[i * SPAN], spans[i * SPAN + 1] - spans[i * SPAN]);
        out.writeShort((':' << 8) | ' ');
        writeValue(i, out);
        out.writeShort(('\r' << 8) | '\n');
      }
    }
  }

  /** An upper bound of the bytes that {@link #writeTo} writes. */
  public int encodedSize() {
    return length + count * SPAN;
  }

  /** Returns whether no field remains. */
  public boolean isEmpty() {
    for (int i = 0; i < count; i++) {
      if (names[i] != null) {
        return false;
      }
    }
    return true;
  }

  /** Adds a field; name and value are not checked. */
  public Fields add(AsciiString name, CharSequence value) {
    append(name, value);
    return this;
  }

  /** Adds a field of a known name; the value is not checked. */
  public Fields add(FieldName name, CharSequence value) {
    append(name.lower(), value);
    return this;
  }

  private void append(CharSequence name, CharSequence value) {
    int nameStart = length;
    int valueStart = nameStart + name.length();
    int end = valueStart + value.length();
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
    }
    copy(name, nameStart);
    copy(value, valueStart);
    length = end;
    addSpan(nameStart, valueStart, valueStart, end);
  }

  private void copy(CharSequence text, int at) {
    if (text instanceof AsciiString ascii) {
      ascii.copy(0, bytes, at, ascii.length());
      return;
    }
    for (int i = 0; i < text.length(); i++) {
      bytes[at + i] = AsciiString.c2b(text.charAt(i));
    }
  }

  /**
   * Checks that a value over HTTP/2 neither begins nor ends with white space (RFC 9113 §8.2.1).
   *
   * @throws BadMessage when it does
   */
  public static void checkEnds(CharSequence value) throws BadMessage {
    int end = value.length() - 1;
    if (end >= 0 && (isSpace(value.charAt(0)) || isSpace(value.charAt(end)))) {
      throw new BadMessage(400, "white space at an end of a header value (RFC 9113 §8.2.1)");
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  /**
   * Adds a field that came from a peer over HTTP/2.
   *
   * @throws BadMessage when the name or the value contains a character that is not allowed
   */
  public void addChecked(CharSequence name, CharSequence value) throws BadMessage {
    if (count == MAX_COUNT) {
      throw new BadMessage(431, "more than " + MAX_COUNT + " header fields");
    }
    checkEnds(value);
    append(name, value);
    int at = (count - 1) * SPAN;
    if (!Ascii.isLowerToken(bytes, spans[at], spans[at + 1])) {
      throw new BadMessage(400, "a header name that is not a token in lower case");
    }
    if (!Ascii.isFieldValue(bytes, spans[at + 2], spans[at + 3])) {
      throw new BadMessage(400, "a control character in the value of " + nameText(count - 1));
    }
  }

  void addSpan(int nameStart, int nameEnd, int valueStart, int valueEnd) {
    if (count == names.length) {
      names = Arrays.copyOf(names, count * 2);
      spans = Arrays.copyOf(spans, count * 2 * SPAN);
    }
    int at = count * SPAN;
    spans[at] = nameStart;
    spans[at + 1] = nameEnd;
    spans[at + 2] = valueStart;
    spans[at + 3] = valueEnd;
    names[count++] = FieldName.lookup(bytes, nameStart, nameEnd);
  }

  /**
   * The Content-Length; -1 when there is none.
   *
   * @throws BadMessage when there is more than one, or it is not a number
   */
  public long contentLength() throws BadMessage {
    return Framing.contentLength(this);
  }

  byte[] bytes() {
    return bytes;
  }

  int valueStart(int index) {
    return spans[index * SPAN + 2];
  }

  int valueEnd(int index) {
    return spans[index * SPAN + 3];
  }
}
