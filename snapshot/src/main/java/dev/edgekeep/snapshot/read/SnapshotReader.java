package dev.edgekeep.snapshot.read;

import dev.edgekeep.snapshot.document.Document;
import dev.edgekeep.snapshot.document.DocumentException;
import dev.edgekeep.snapshot.document.Node;
import dev.edgekeep.snapshot.read.ReadResult.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a snapshot from YAML or JSON. Whatever the input, the answer is a {@link ReadResult} and
 * not an exception; all that is wrong is told at once. Blocks on files: never on an event loop. Any
 * thread.
 */
public final class SnapshotReader {
  /** The largest document, in bytes. */
  public static final int MAX_DOCUMENT_BYTES = 512 << 20;

  private SnapshotReader() {}

  /** Reads a file; the paths in it are relative to its folder. */
  public static ReadResult read(Path file) {
    return read(file, Instant.now());
  }

  /**
   * As {@link #read(Path)}.
   *
   * @param now when certificates and lists should be valid
   */
  public static ReadResult read(Path file, Instant now) {
    Path absolute = file.toAbsolutePath().normalize();
    String source = String.valueOf(absolute.getFileName());
    try (InputStream in = Files.newInputStream(absolute)) {
      byte[] bytes = in.readNBytes(MAX_DOCUMENT_BYTES);
      if (bytes.length == MAX_DOCUMENT_BYTES) {
        String message = "the file has %,d bytes or more".formatted(MAX_DOCUMENT_BYTES);
        return refused(new Problem(source, 0, "", message), Set.of(absolute));
      }
      return new Attempt(source, bytes, absolute, now).read();
    } catch (IOException e) {
      String message = Materials.unreadable(absolute, e);
      return refused(new Problem(source, 0, "", message), Set.of(absolute));
    }
  }

  /**
   * Reads a document that does not come from a file, and may name none.
   *
   * @param source what to call it in problems
   */
  public static ReadResult readText(String source, String text, Instant now) {
    return new Attempt(source, text.getBytes(StandardCharsets.UTF_8), null, now).read();
  }

  private static ReadResult refused(Problem problem, Set<Path> files) {
    return new Refused(List.of(problem), files);
  }

  /** What to read, tried as JSON where it looks like it, since that is faster, then as YAML. */
  private record Attempt(Text text, String source, @Nullable Path file, Instant now) {
    Attempt(String source, byte[] bytes, @Nullable Path file, Instant now) {
      this(new Text(bytes), source, file, now);
    }

    ReadResult read() {
      boolean json = source.endsWith(".json");
      try {
        return text.beginsLikeJson() || json ? read(Document::readJson) : readYaml();
      } catch (DocumentException e) {
        return json ? refused(e) : readYaml();
      }
    }

    private ReadResult readYaml() {
      try {
        return read(Document::readYaml);
      } catch (DocumentException e) {
        return refused(e);
      }
    }

    private ReadResult read(Syntax syntax) throws DocumentException {
      SnapshotBuilder builder = new SnapshotBuilder(source, file, now);
      return builder.build(syntax.read(text.reader(), "hosts", builder::host));
    }

    private ReadResult refused(DocumentException e) {
      return SnapshotReader.refused(
          new Problem(source, e.line(), "", e.getMessage()),
          file == null ? Set.of() : Set.of(file));
    }
  }

  /** {@link Document#readYaml} or {@link Document#readJson}. */
  private interface Syntax {
    Node read(Reader reader, String streamedKey, Consumer<Node.Entry> streamed)
        throws DocumentException;
  }

  /** UTF-8, strictly. */
  private static final class Text {
    private final byte[] bytes;
    private final int start;

    Text(byte[] bytes) {
      this.bytes = bytes;
      this.start = hasByteOrderMark(bytes) ? 3 : 0;
    }

    private static boolean hasByteOrderMark(byte[] bytes) {
      return bytes.length >= 3
          && bytes[0] == (byte) 0xef
          && bytes[1] == (byte) 0xbb
          && bytes[2] == (byte) 0xbf;
    }

    boolean beginsLikeJson() {
      int at = start;
      while (at < bytes.length && Character.isWhitespace(bytes[at])) {
        at++;
      }
      return at < bytes.length && bytes[at] == '{';
    }

    Reader reader() {
      return new InputStreamReader(
          new ByteArrayInputStream(bytes, start, bytes.length - start),
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT));
    }
  }
}
