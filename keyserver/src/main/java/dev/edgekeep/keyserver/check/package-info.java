/**
 * {@code keyserver check}: requests the operations that a TLS edge needs from a running key server,
 * and reports what works. It is a separate, blocking client, so that it shares no fault with the
 * edge's.
 */
@NullMarked
package dev.edgekeep.keyserver.check;

import org.jspecify.annotations.NullMarked;
