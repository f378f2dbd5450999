package dev.edgekeep.cli.api;

import dev.edgekeep.daemon.command.CommandFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * One server-sent event.
 *
 * @param id the last id that the server has sent; empty: none
 */
public record ServerEvent(String id, JsonNode data) {
  /** Parses the data of an event. */
  @FunctionalInterface
  interface Reading {
    JsonNode read(String data) throws CommandFailure;
  }

  /** Reads a stream to its end (WHATWG HTML §9.2.6); ignores comments and other fields. */
  static void readAll(BufferedReader lines, Reading reading, Consumer<ServerEvent> consumer)
      throws IOException, CommandFailure {
    String id = "";
    StringBuilder data = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          consumer.accept(new ServerEvent(id, reading.read(data.toString())));
        }
        data.setLength(0);
      } else if (line.startsWith("data:")) {
        data.append(value(line, 5)).append('\n');
      } else if (line.startsWith("id:")) {
        id = value(line, 3);
      }
    }
  }

  private static String value(String line, int from) {
    return line.startsWith(" ", from) ? line.substring(from + 1) : line.substring(from);
  }
}
