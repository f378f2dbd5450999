package dev.edgekeep.edge.origin;

import dev.edgekeep.edge.proxyprotocol.EncodedHeader;

/**
 * The client of a request, for an origin that is told the client by the PROXY protocol. Immutable.
 *
 * @param connections of the client's connection; a request is sent on no other
 * @param header that tells the client
 */
public record ProxiedClient(ClientConnections connections, EncodedHeader header) {}
