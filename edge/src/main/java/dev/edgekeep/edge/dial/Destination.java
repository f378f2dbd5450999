package dev.edgekeep.edge.dial;

import dev.edgekeep.config.network.ForbiddenAddresses;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A server to connect to.
 *
 * @param host a name, or an IP address without brackets
 * @param tls null for a plaintext server
 * @param timeout for the connection to one address, and as much again for its TLS handshake
 * @param forbidden addresses that are never connected to, whatever name leads there
 */
public record Destination(
    String host,
    int port,
    @Nullable ServerTls tls,
    Duration timeout,
    ForbiddenAddresses forbidden) {}
