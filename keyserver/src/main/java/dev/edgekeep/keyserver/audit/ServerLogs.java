package dev.edgekeep.keyserver.audit;

import dev.edgekeep.daemon.logging.LogWriter;
import dev.edgekeep.daemon.logging.MovableLog;
import dev.edgekeep.keyserver.config.Logs;
import java.io.IOException;
import java.util.List;

/**
 * The two logs and their destinations. Recording: any thread, never blocks; lines that a log cannot
 * keep up with are dropped and counted. The rest: one thread at a time.
 */
public final class ServerLogs implements AuditLog, AutoCloseable {
  private static final int AUDIT_LINES = 1 << 16;
  private static final int EVENT_LINES = 1 << 13;

  private final MovableLog audit;
  private final MovableLog events;

  /**
   * @throws IOException when a file cannot be opened; nothing is left open then
   */
  public ServerLogs(Logs targets) throws IOException {
    audit = MovableLog.open("audit", targets.audit(), AUDIT_LINES);
    try {
      events = MovableLog.open("event", targets.events(), EVENT_LINES);
    } catch (IOException e) {
      audit.close();
      throw e;
    }
  }

  @Override
  public void record(AuditEntry entry) {
    audit.write(entry);
  }

  @Override
  public void record(ServerEvent event) {
    events.write(event);
  }

  /**
   * Opens the destinations that changed.
   *
   * @return puts them in use; cannot fail
   * @throws IOException when one cannot be opened; the old ones stay in use
   */
  public Runnable prepare(Logs wanted) throws IOException {
    return MovableLog.prepare(
        List.of(
            new MovableLog.Move(audit, wanted.audit()),
            new MovableLog.Move(events, wanted.events())));
  }

  public List<LogWriter> writers() {
    return List.of(audit.writer(), events.writer());
  }

  /** Opens the files again, after they were rotated. */
  public void reopen() {
    audit.reopen();
    events.reopen();
  }

  /** Writes the lines that wait, for a few seconds at most. */
  @Override
  public void close() {
    audit.close();
    events.close();
  }
}
