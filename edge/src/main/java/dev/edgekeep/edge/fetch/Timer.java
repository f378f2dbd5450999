package dev.edgekeep.edge.fetch;

import java.time.Duration;

/** Runs tasks later. Any thread. */
@FunctionalInterface
public interface Timer {
  /**
   * Runs a task once, after a delay, on any thread; never before this returns.
   *
   * @return cancels the task if it has not begun
   */
  Runnable schedule(Duration delay, Runnable task);
}
