/** Asks OCSP responders, and keeps what they say (RFC 6960). */
@NullMarked
package dev.edgekeep.edge.ocsp;

import org.jspecify.annotations.NullMarked;
