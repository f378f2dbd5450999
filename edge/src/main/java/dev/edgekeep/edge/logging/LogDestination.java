package dev.edgekeep.edge.logging;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** Where whole lines go. May block; used by the writer's thread only, but for {@link #reopen}. */
public interface LogDestination extends AutoCloseable {
  /** Where lines of a log go that is off: they are not even made. */
  LogDestination NOWHERE = (bytes, length) -> {};

  /** Writes all of the bytes, which are whole lines. */
  void write(byte[] bytes, int length) throws IOException;

  /** Opens the file anew before the next line, where there is one. Any thread. */
  default void reopen() {}

  @Override
  default void close() throws IOException {}

  /** A stream that stays open. Several logs may share it: each write is whole lines. */
  static LogDestination stream(PrintStream stream) {
    return (bytes, length) -> {
      stream.write(bytes, 0, length);
      if (stream.checkError()) {
        throw new IOException("the output stream cannot be written");
      }
    };
  }

  /** A file that is appended to, made when absent, and opened anew once it was renamed. */
  static LogDestination file(Path path) throws IOException {
    return new LogFile(path);
  }
}
