package dev.edgekeep.daemon.logging;

import dev.edgekeep.daemon.json.JsonWriter;

/** Something that becomes one line of a log. Immutable: it is written later, by another thread. */
public interface LogLine {
  /** Writes the members of the line's JSON object, without its braces. */
  public void writeMembers(JsonWriter json);
}
