/** Accepting connections, and the way of a connection through the edge. */
@NullMarked
package dev.edgekeep.edge.listen;

import org.jspecify.annotations.NullMarked;
