package dev.edgekeep.daemon.logging;

import dev.edgekeep.daemon.json.JsonWriter;

/** The content of one line of a log. Immutable: it is written later, by another thread. */
public interface LogLine {
  /**
   * The limit of characters of one text in a log. Names, paths and field values come from peers: a
   * line must stay readable, and a peer must not fill the log.
   */
  int MAX_TEXT = 4096;

  /** The text, cut with an ellipsis where it is longer than {@link #MAX_TEXT}. */
  static String bounded(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + '\u2026';
  }

  /** Writes the members of the line's JSON object, without its braces. */
  public void writeMembers(JsonWriter json);
}
