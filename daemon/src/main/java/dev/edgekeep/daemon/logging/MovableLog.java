package dev.edgekeep.daemon.logging;

import dev.edgekeep.config.logs.LogTarget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A log whose destination a reload may change. Writing: any thread, never blocks. The rest: one
 * thread at a time.
 */
public final class MovableLog implements AutoCloseable {
  private final LogWriter writer;
  private LogTarget target;

  private MovableLog(LogWriter writer, LogTarget target) {
    this.writer = writer;
    this.target = target;
  }

  /** A log and its new destination. */
  public record Move(MovableLog log, LogTarget to) {}

  /**
   * Starts a log.
   *
   * @param name as for {@link LogWriter#start}
   * @param capacity as for {@link LogWriter#start}
   * @throws IOException when its destination cannot be opened
   */
  public static MovableLog open(String name, LogTarget target, int capacity) throws IOException {
    return new MovableLog(LogWriter.start(name, LogDestination.open(target), capacity), target);
  }

  /**
   * Opens the new destinations of logs, all or none.
   *
   * @return puts them in use; cannot fail
   * @throws IOException when one cannot be opened; all logs keep their destinations
   */
  public static Runnable prepare(List<Move> moves) throws IOException {
    List<Runnable> changes = new ArrayList<>();
    List<LogDestination> opened = new ArrayList<>();
    try {
      for (Move move : moves) {
        if (!move.to.equals(move.log.target)) {
          LogDestination fresh = LogDestination.open(move.to);
          opened.add(fresh);
          changes.add(() -> move.log.redirect(fresh, move.to));
        }
      }
    } catch (IOException e) {
      for (LogDestination unused : opened) {
        unused.close();
      }
      throw e;
    }
    return () -> changes.forEach(Runnable::run);
  }

  private void redirect(LogDestination destination, LogTarget to) {
    writer.redirect(destination);
    target = to;
  }

  /** Adds a line, or drops it when too many wait. */
  public void write(LogLine line) {
    writer.write(line);
  }

  /** The writer, which counts the lines that were dropped. */
  public LogWriter writer() {
    return writer;
  }

  /** Opens the file again, after it was rotated. */
  public void reopen() {
    writer.reopen();
  }

  /** Writes the lines that wait, for a few seconds at most. */
  @Override
  public void close() {
    writer.close();
  }
}
