package dev.edgekeep.config.logs;

import java.nio.file.Path;

/** A place for log lines, as a configuration names it. */
public sealed interface LogTarget {
  LogTarget OFF = new Off();
  LogTarget STDOUT = new Stdout();
  LogTarget STDERR = new Stderr();

  /** Nowhere. */
  record Off() implements LogTarget {}

  /** The process's standard output. */
  record Stdout() implements LogTarget {}

  /** The process's standard error. */
  record Stderr() implements LogTarget {}

  /** Appended to a file, which is made when it is not there. Absolute. */
  record ToFile(Path path) implements LogTarget {
    public ToFile {
      if (!path.isAbsolute()) {
        throw new IllegalArgumentException("log file %s is not an absolute path".formatted(path));
      }
    }
  }
}
