/** The certificate of a client that a balancer has authenticated, and passes on in a header. */
@NullMarked
package dev.edgekeep.edge.clientauth.forwarded;

import org.jspecify.annotations.NullMarked;
