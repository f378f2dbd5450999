package dev.edgekeep.daemon.logging;

import dev.edgekeep.config.logs.LogTarget;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** A destination of whole lines. May block; the writer's thread only, except {@link #reopen}. */
public interface LogDestination extends AutoCloseable {
  /** The destination of a log that is off: its lines are not even created. */
  LogDestination NOWHERE = (bytes, length) -> {};

  /** Writes all bytes, which are whole lines. */
  public void write(byte[] bytes, int length) throws IOException;

  /** Opens the file again before the next line, where there is a file. Any thread. */
  public default void reopen() {}

  @Override
  public default void close() throws IOException {}

  /** Opens the configured destination. Creates the file when it is absent. */
  static LogDestination open(LogTarget target) throws IOException {
    return switch (target) {
      case LogTarget.Off _ -> NOWHERE;
      case LogTarget.Stdout _ -> stream(System.out);
      case LogTarget.Stderr _ -> stream(System.err);
      case LogTarget.ToFile file -> file(file.path());
    };
  }

  /** A stream that stays open. Several logs may share it: each write is whole lines. */
  public static LogDestination stream(PrintStream stream) {
    return (bytes, length) -> {
      stream.write(bytes, 0, length);
      if (stream.checkError()) {
        throw new IOException("the output stream cannot be written");
      }
    };
  }

  /** A file that is appended to, created when absent, and opened again after it was renamed. */
  public static LogDestination file(Path path) throws IOException {
    return new LogFile(path);
  }
}
