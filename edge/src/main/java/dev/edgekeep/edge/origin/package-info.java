/**
 * Streams to the servers of origins, over pooled connections on the event loop of the client's
 * connection. Protocols are packages below, behind {@link dev.edgekeep.edge.origin.OriginProtocol}.
 */
@NullMarked
package dev.edgekeep.edge.origin;

import org.jspecify.annotations.NullMarked;
