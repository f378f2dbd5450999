package dev.edgekeep.snapshot;

import java.net.InetSocketAddress;

/** Where health, metrics and the host list are served. */
public record AdminEndpoint(InetSocketAddress address) {}
