package dev.edgekeep.config.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Explains why a file cannot be read. */
public final class Unreadable {
  private Unreadable() {}

  /** The reason, and how to fix it. */
  public static String reason(Path path, IOException e) {
    if (!Files.exists(path)) {
      return "no such file: %s".formatted(path);
    }
    if (Files.isDirectory(path)) {
      return "%s is a directory; name a file in it".formatted(path);
    }
    if (!Files.isReadable(path)) {
      return "%s is not readable by this process; check its permissions".formatted(path);
    }
    return "%s cannot be read: %s".formatted(path, e.getMessage());
  }
}
