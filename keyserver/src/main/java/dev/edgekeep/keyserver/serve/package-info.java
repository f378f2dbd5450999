/**
 * Connections of edges: TLS with both sides authenticated, frames, and the requested operations.
 */
@NullMarked
package dev.edgekeep.keyserver.serve;

import org.jspecify.annotations.NullMarked;
