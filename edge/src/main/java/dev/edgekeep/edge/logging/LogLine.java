package dev.edgekeep.edge.logging;

import dev.edgekeep.edge.json.JsonWriter;

/** Something that becomes one line of a log. Immutable: it is written later, by another thread. */
public interface LogLine {
  /** Writes the members of the line's JSON object, without its braces. */
  void writeMembers(JsonWriter json);
}
