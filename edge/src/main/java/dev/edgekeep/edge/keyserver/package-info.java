/**
 * The edge's side of keyless: asks key servers for private-key operations, over connections on the
 * event loop of the handshake.
 */
@NullMarked
package dev.edgekeep.edge.keyserver;

import org.jspecify.annotations.NullMarked;
