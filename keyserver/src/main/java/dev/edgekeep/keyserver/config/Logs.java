package dev.edgekeep.keyserver.config;

import dev.edgekeep.config.logs.LogTarget;

/**
 * Where the logs go, as JSON lines. Both may go to one place: the field {@code log} tells them
 * apart.
 *
 * @param audit one line for each operation
 * @param events what happened to connections and to the server
 */
public record Logs(LogTarget audit, LogTarget events) {
  public static final Logs DEFAULT = new Logs(LogTarget.STDOUT, LogTarget.STDOUT);
}
