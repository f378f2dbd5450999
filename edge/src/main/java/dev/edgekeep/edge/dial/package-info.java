/** Making connections to servers: names looked up off the event loop, TLS with both sides known. */
@NullMarked
package dev.edgekeep.edge.dial;

import org.jspecify.annotations.NullMarked;
