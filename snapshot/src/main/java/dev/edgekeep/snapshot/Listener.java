package dev.edgekeep.snapshot;

import java.net.InetSocketAddress;

/**
 * An address to accept on: TLS, or plaintext HTTP that redirects to HTTPS where a host asks for it.
 */
public record Listener(InetSocketAddress address, boolean plaintext) {}
