/** Limits of the connections to a server, and the turns of requests that wait for one. */
@NullMarked
package dev.edgekeep.edge.origin.queue;

import org.jspecify.annotations.NullMarked;
