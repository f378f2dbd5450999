package dev.edgekeep.edge;

import dev.edgekeep.daemon.logging.LogWriter;
import dev.edgekeep.daemon.logging.MovableLog;
import dev.edgekeep.edge.accesslog.AccessEntry;
import dev.edgekeep.edge.accesslog.AccessLog;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.events.EventLog;
import dev.edgekeep.snapshot.Logs;
import java.io.IOException;
import java.util.List;

/**
 * The node's two logs with their destinations, and a tap on the events. Recording: any thread,
 * never blocks. The rest: one thread at a time.
 */
final class NodeLogs implements AccessLog, EventLog, AutoCloseable {
  private static final int ACCESS_LINES = 1 << 16;
  private static final int EVENT_LINES = 1 << 13;

  private final MovableLog access;
  private final MovableLog events;
  private final EventLog tap;

  NodeLogs(Logs destinations, EventLog tap) throws IOException {
    this.access = MovableLog.open("access", destinations.access(), ACCESS_LINES);
    this.events = MovableLog.open("event", destinations.events(), EVENT_LINES);
    this.tap = tap;
  }

  @Override
  public void record(AccessEntry entry) {
    access.write(entry);
  }

  @Override
  public void record(EdgeEvent event) {
    events.write(event);
    try {
      tap.record(event);
    } catch (RuntimeException e) {
      // The listener is at fault, not the connection that the event is about.
    }
  }

  /**
   * Opens the destinations that changed.
   *
   * @return puts them in use; cannot fail
   * @throws IOException when one cannot be opened; the old ones stay in use
   */
  Runnable prepare(Logs wanted) throws IOException {
    return MovableLog.prepare(
        List.of(
            new MovableLog.Move(access, wanted.access()),
            new MovableLog.Move(events, wanted.events())));
  }

  List<LogWriter> writers() {
    return List.of(access.writer(), events.writer());
  }

  /** Opens the files again, after they were rotated. */
  void reopen() {
    access.reopen();
    events.reopen();
  }

  @Override
  public void close() {
    access.close();
    events.close();
  }
}
