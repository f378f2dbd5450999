/** What the origin is told, and what of its answer goes on to the client. */
@NullMarked
package dev.edgekeep.edge.forward;

import org.jspecify.annotations.NullMarked;
