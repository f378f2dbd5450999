package dev.edgekeep.config.logs;

import java.nio.file.Path;

/** The destination of a log. Immutable. */
public sealed interface LogTarget {
  LogTarget OFF = new Off();
  LogTarget STDOUT = new Stdout();
  LogTarget STDERR = new Stderr();

  /** No log is written. */
  record Off() implements LogTarget {}

  /** The process's standard output. */
  record Stdout() implements LogTarget {}

  /** The process's standard error. */
  record Stderr() implements LogTarget {}

  /** Appends to a file, which is created if it does not exist. The path is absolute. */
  record ToFile(Path path) implements LogTarget {
    public ToFile {
      if (!path.isAbsolute()) {
        throw new IllegalArgumentException("log file %s is not an absolute path".formatted(path));
      }
    }
  }
}
