package dev.edgekeep.edge.accesslog;

/** Records access entries. Any thread; never blocks. */
public interface AccessLog {
  void record(AccessEntry entry);
}
