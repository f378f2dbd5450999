package dev.edgekeep.snapshot;

import java.util.List;
import java.util.Map;

/**
 * Everything that an edge node enforces. Immutable, complete (files are read, references resolved)
 * and valid: whoever holds one need not check it again. Equal parts of two snapshots are equal
 * values, so that a reload can tell what changed.
 */
public record Snapshot(
    List<Listener> listeners,
    AdminEndpoint admin,
    Map<String, ClientCa> clientCas,
    Map<String, Origin> origins,
    Map<HostPattern, Host> hosts,
    Limits limits) {}
