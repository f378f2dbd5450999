package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.document.DocumentException;
import dev.edgekeep.config.document.DocumentText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads a snapshot from YAML or JSON. Whatever the input, the result is a {@link ReadResult} and
 * not an exception; all errors are reported at once. Blocks on files: never on an event loop. Any
 * thread.
 */
public final class SnapshotReader {
  private SnapshotReader() {}

  /** Reads a file; the paths in it are relative to its folder. */
  public static ReadResult read(Path file) {
    return read(file, Instant.now());
  }

  /**
   * As {@link #read(Path)}.
   *
   * @param now the time at which certificates and lists should be valid
   */
  public static ReadResult read(Path file, Instant now) {
    Path absolute = file.toAbsolutePath().normalize();
    String source = String.valueOf(absolute.getFileName());
    try {
      return read(DocumentText.of(absolute), source, absolute, now);
    } catch (DocumentException e) {
      return new SnapshotBuilder(source, absolute, now).refused(e);
    }
  }

  /**
   * Reads a document that does not come from a file, and may not name files.
   *
   * @param source its name in problems
   */
  public static ReadResult readText(String source, String text, Instant now) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return read(DocumentText.of(source, bytes), source, null, now);
    } catch (DocumentException e) {
      return new SnapshotBuilder(source, null, now).refused(e);
    }
  }

  private static ReadResult read(DocumentText text, String source, @Nullable Path file, Instant now)
      throws DocumentException {
    return text.build(syntax -> {
      SnapshotBuilder builder = new SnapshotBuilder(source, file, now);
      return builder.build(syntax.read("hosts", builder::host));
    });
  }
}
