/** Bytes both ways between client and origin, after a WebSocket was opened. */
@NullMarked
package dev.edgekeep.edge.tunnel;

import org.jspecify.annotations.NullMarked;
