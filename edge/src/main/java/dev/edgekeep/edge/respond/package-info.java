/** Producing the response to a request, and the stages between its producer and the client. */
@NullMarked
package dev.edgekeep.edge.respond;

import org.jspecify.annotations.NullMarked;
