/**
 * {@code keyserver check}: asks a running key server for the operations that a TLS edge needs, and
 * says what works. A client of its own that blocks, so that it shares no fault with the edge's.
 */
@NullMarked
package dev.edgekeep.keyserver.check;

import org.jspecify.annotations.NullMarked;
