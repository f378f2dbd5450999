package dev.edgekeep.edge.accesslog;

/** Takes access entries. Any thread; never blocks. */
public interface AccessLog {
  void record(AccessEntry entry);
}
