package dev.edgekeep.keyserver.audit;

/** Takes what is to be written down. Any thread; never blocks. */
public interface AuditLog {
  void record(AuditEntry entry);

  void record(ServerEvent event);
}
