package dev.edgekeep.cli.node;

import dev.edgekeep.snapshot.NodeSettings;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node's own file: what belongs to its machine. Everything else comes from the control plane.
 * Immutable.
 *
 * @param settings its name, which is null where the file has none, addresses, limits and logs
 * @param labels for metrics, in the order of their names
 * @param feed the message servers; null: those that the control plane names
 */
public record NodeConfig(
    NodeSettings settings, Map<String, String> labels, @Nullable FeedServers feed) {
  public NodeConfig {
    labels = new TreeMap<>(labels);
  }
}
