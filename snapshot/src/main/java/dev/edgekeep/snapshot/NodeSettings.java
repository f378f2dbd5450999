package dev.edgekeep.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a snapshot that belong to a node and its machine, whatever hosts it serves.
 *
 * @param admin null: there is none
 */
public record NodeSettings(
    List<Listener> listeners, @Nullable AdminEndpoint admin, Limits limits, Logs logs) {
  public NodeSettings {
    listeners = List.copyOf(listeners);
  }
}
