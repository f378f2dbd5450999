package dev.edgekeep.edge.events;

/** Takes events. Any thread; never blocks. */
public interface EventLog {
  void record(EdgeEvent event);
}
