/** Pools of keep-alive connections to origins, on the event loop of the client's connection. */
@NullMarked
package dev.edgekeep.edge.origin;

import org.jspecify.annotations.NullMarked;
