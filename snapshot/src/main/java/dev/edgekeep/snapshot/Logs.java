package dev.edgekeep.snapshot;

import java.nio.file.Path;

/**
 * Where the logs go, as JSON lines. Both may go to one place: the field {@code log} tells them
 * apart.
 */
public record Logs(Destination access, Destination events) {
  public static final Logs DEFAULT = new Logs(Destination.STDOUT, Destination.STDOUT);

  /** A place for log lines. */
  public sealed interface Destination {
    Destination OFF = new Off();
    Destination STDOUT = new Stdout();
    Destination STDERR = new Stderr();

    /** Nowhere. */
    record Off() implements Destination {}

    /** The process's standard output. */
    record Stdout() implements Destination {}

    /** The process's standard error. */
    record Stderr() implements Destination {}

    /** Appended to a file, which is made when it is not there. Absolute. */
    record ToFile(Path path) implements Destination {
      public ToFile {
        if (!path.isAbsolute()) {
          throw new IllegalArgumentException("log file %s is not an absolute path".formatted(path));
        }
      }
    }
  }
}
