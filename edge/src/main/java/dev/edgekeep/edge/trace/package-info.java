/** Spans of requests, of their attempts at an origin, and of handshakes with a key operation. */
@NullMarked
package dev.edgekeep.edge.trace;

import org.jspecify.annotations.NullMarked;
