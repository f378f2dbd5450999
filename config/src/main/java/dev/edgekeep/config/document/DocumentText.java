package dev.edgekeep.config.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The bytes of a document in YAML or JSON, encoded in UTF-8. A document that looks like JSON is
 * read as JSON first, which is faster, then as YAML. Immutable.
 */
public final class DocumentText {
  /** The largest document, in bytes. */
  public static final int MAX_BYTES = 512 << 20;

  private final String source;
  private final byte[] bytes;
  private final int start;

  private DocumentText(String source, byte[] bytes) {
    this.source = source;
    this.bytes = bytes;
    this.start = hasByteOrderMark(bytes) ? 3 : 0;
  }

  /** A document that is not in a file. */
  public static DocumentText of(String source, byte[] bytes) {
    return new DocumentText(source, bytes);
  }

  /**
   * Reads a file. Blocks.
   *
   * @throws DocumentException when it cannot be read or is too large
   */
  public static DocumentText of(Path file) throws DocumentException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES);
      if (bytes.length == MAX_BYTES) {
        throw new DocumentException(0, "the file has %,d bytes or more".formatted(MAX_BYTES));
      }
      return new DocumentText(String.valueOf(file.getFileName()), bytes);
    } catch (IOException e) {
      throw new DocumentException(0, Unreadable.reason(file, e));
    }
  }

  /** A document in one of the two syntaxes. */
  public interface Syntax {
    /**
     * Reads the document.
     *
     * @param streamedKey the key of the root whose entries go to {@code streamed} one by one
     */
    Node read(String streamedKey, Consumer<Node.Entry> streamed) throws DocumentException;
  }

  /** Builds a value from a document. */
  public interface Building<T> {
    T build(Syntax syntax) throws DocumentException;
  }

  /**
   * Builds a value from the document. If it looks like JSON and is not, building starts again with
   * YAML.
   *
   * @throws DocumentException when it is neither
   */
  public <T> T build(Building<T> building) throws DocumentException {
    boolean json = source.endsWith(".json");
    if (!json && !beginsLikeJson()) {
      return building.build(this::readYaml);
    }
    try {
      return building.build(this::readJson);
    } catch (DocumentException e) {
      if (json) {
        throw e;
      }
      return building.build(this::readYaml);
    }
  }

  /** The whole document. */
  public Node parse() throws DocumentException {
    return build(syntax -> syntax.read("", entry -> {}));
  }

  private Node readYaml(String streamedKey, Consumer<Node.Entry> streamed)
      throws DocumentException {
    return Document.readYaml(reader(), streamedKey, streamed);
  }

  private Node readJson(String streamedKey, Consumer<Node.Entry> streamed)
      throws DocumentException {
    return Document.readJson(reader(), streamedKey, streamed);
  }

  private static boolean hasByteOrderMark(byte[] bytes) {
    return bytes.length >= 3
        && bytes[0] == (byte) 0xef
        && bytes[1] == (byte) 0xbb
        && bytes[2] == (byte) 0xbf;
  }

  private boolean beginsLikeJson() {
    int at = start;
    while (at < bytes.length && Character.isWhitespace(bytes[at])) {
      at++;
    }
    return at < bytes.length && bytes[at] == '{';
  }

  private Reader reader() {
    return new InputStreamReader(
        new ByteArrayInputStream(bytes, start, bytes.length - start),
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT));
  }
}
