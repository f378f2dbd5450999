package dev.edgekeep.daemon.command;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.util.Objects;

/**
 * A writer to a terminal that escapes characters that move the cursor, change colours or reverse
 * the direction of text, since strangers choose the names in certificates and events. Each becomes
 * {@code \}{@code uXXXX}, which JSON and YAML read as the same character.
 */
public final class PrintableWriter extends FilterWriter {
  private PrintableWriter(Writer out) {
    super(out);
  }

  /** A printer to a stream, in the charset of the terminal. */
  public static PrintWriter to(OutputStream out) {
    Charset charset =
        Charset.forName(
            Objects.requireNonNullElse(
                System.getProperty("stdout.encoding"), Charset.defaultCharset().name()));
    return new PrintWriter(new PrintableWriter(new java.io.OutputStreamWriter(out, charset)), true);
  }

  /** The text with every unsafe character replaced. */
  public static String printable(String text) {
    if (text.chars().noneMatch(PrintableWriter::isUnsafe)) {
      return text;
    }
    StringBuilder result = new StringBuilder(text.length() + 16);
    text.chars().forEach(c -> append(result, c));
    return result.toString();
  }

  private static void append(StringBuilder result, int c) {
    if (isUnsafe(c)) {
      result.append(String.format("\\u%04x", c));
    } else {
      result.append((char) c);
    }
  }

  /** Control characters except tabs and line ends, and those of the bidirectional algorithm. */
  public static boolean isUnsafe(int c) {
    return switch (c) {
      case '\n', '\t' -> false;
      case 0x061c, 0x200e, 0x200f, 0x2028, 0x2029 -> true;
      default ->
          Character.isISOControl(c) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    };
  }

  @Override
  public void write(int c) throws IOException {
    write(String.valueOf((char) c), 0, 1);
  }

  @Override
  public void write(char[] buffer, int offset, int length) throws IOException {
    write(new String(buffer, offset, length), 0, length);
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    // PrintWriter writes lines in pieces; the only CR of its own is in the line end on Windows.
    String part = text.substring(offset, offset + length);
    out.write(part.equals(System.lineSeparator()) ? part : printable(part));
  }
}
