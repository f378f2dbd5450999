package dev.edgekeep.snapshot;

import dev.edgekeep.config.logs.LogTarget;

/**
 * The targets of the logs, which are JSON lines. Both may go to one place: the field {@code log}
 * distinguishes them.
 */
public record Logs(LogTarget access, LogTarget events) {
  public static final Logs DEFAULT = new Logs(LogTarget.STDOUT, LogTarget.STDOUT);
}
