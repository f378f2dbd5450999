package dev.edgekeep.snapshot;

import dev.edgekeep.config.logs.LogTarget;

/**
 * Where the logs go, as JSON lines. Both may go to one place: the field {@code log} tells them
 * apart.
 */
public record Logs(LogTarget access, LogTarget events) {
  public static final Logs DEFAULT = new Logs(LogTarget.STDOUT, LogTarget.STDOUT);
}
