package dev.edgekeep.snapshot;

import dev.edgekeep.config.tracing.TracingSettings;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a snapshot that belong to a node and its machine, whatever hosts it serves.
 *
 * @param name of the node among others; null: that of its machine
 * @param admin null: there is none
 * @param geo the database of the countries of addresses; null: no country is known
 * @param tracing null: no traces are recorded
 */
public record NodeSettings(
    @Nullable String name,
    List<Listener> listeners,
    @Nullable AdminEndpoint admin,
    @Nullable GeoDatabase geo,
    Limits limits,
    Logs logs,
    @Nullable TracingSettings tracing) {
  /** The settings of a node without addresses. */
  public static final NodeSettings NONE =
      new NodeSettings(null, List.of(), null, null, Limits.DEFAULT, Logs.DEFAULT);

  public NodeSettings {
    listeners = List.copyOf(listeners);
  }

  /** The same, where a listener has a default host only if it is one of these. */
  public NodeSettings withDefaultHostsIn(Set<HostPattern> hosts) {
    List<Listener> kept =
        listeners.stream()
            .map(listener ->
                listener.defaultHost() == null || hosts.contains(listener.defaultHost())
                    ? listener
                    : listener.withoutDefaultHost())
            .toList();
    return kept.equals(listeners)
        ? this
        : new NodeSettings(name, kept, admin, geo, limits, logs, tracing);
  }

  /** Without traces. */
  public NodeSettings(
      @Nullable String name,
      List<Listener> listeners,
      @Nullable AdminEndpoint admin,
      @Nullable GeoDatabase geo,
      Limits limits,
      Logs logs) {
    this(name, listeners, admin, geo, limits, logs, null);
  }

  /** The same with other settings of traces; null: none. */
  public NodeSettings withTracing(@Nullable TracingSettings changed) {
    return new NodeSettings(name, listeners, admin, geo, limits, logs, changed);
  }
}
