package dev.edgekeep.config.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Why a file could not be read, in words. */
public final class Unreadable {
  private Unreadable() {}

  /** The reason, and what to do. */
  public static String reason(Path path, IOException e) {
    if (!Files.exists(path)) {
      return "there is no file %s".formatted(path);
    }
    if (Files.isDirectory(path)) {
      return "%s is a folder; name the file in it".formatted(path);
    }
    if (!Files.isReadable(path)) {
      return "%s cannot be read by this process; look at its permissions".formatted(path);
    }
    return "%s cannot be read: %s".formatted(path, e.getMessage());
  }
}
