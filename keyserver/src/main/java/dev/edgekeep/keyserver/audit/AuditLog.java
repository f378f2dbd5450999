package dev.edgekeep.keyserver.audit;

/** Receives the entries of both logs. Any thread; never blocks. */
public interface AuditLog {
  void record(AuditEntry entry);

  void record(ServerEvent event);
}
