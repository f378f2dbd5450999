/** The verdict about the client: chain, the host's trust, and the current revocations. */
@NullMarked
package dev.edgekeep.edge.clientauth;

import org.jspecify.annotations.NullMarked;
