/** Bytes in both directions between a client and an origin, after a WebSocket was opened. */
@NullMarked
package dev.edgekeep.edge.tunnel;

import org.jspecify.annotations.NullMarked;
