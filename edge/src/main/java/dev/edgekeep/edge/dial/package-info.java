/** Connecting to servers: their permitted addresses, TLS with both sides authenticated. */
@NullMarked
package dev.edgekeep.edge.dial;

import org.jspecify.annotations.NullMarked;
