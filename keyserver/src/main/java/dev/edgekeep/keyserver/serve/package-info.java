/**
 * Connections of edges: TLS with both sides authenticated, frames, and the operations that are
 * asked for.
 */
@NullMarked
package dev.edgekeep.keyserver.serve;

import org.jspecify.annotations.NullMarked;
