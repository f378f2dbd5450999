package dev.edgekeep.edge.events;

/** Records events. Any thread; never blocks. */
public interface EventLog {
  void record(EdgeEvent event);
}
