package dev.edgekeep.edge.metrics;

import org.jspecify.annotations.Nullable;

/**
 * The relation of a node to the feed that its snapshots come from.
 *
 * @param connected whether a message server is connected
 * @param version in force; 0: none has come yet, and the node is not ready
 * @param stale the reason why the snapshot in force may not be the newest; null: it is the newest
 */
public record FeedState(boolean connected, long version, @Nullable String stale) {}
