/** Choosing a server of an origin for a request. */
@NullMarked
package dev.edgekeep.edge.origin.balance;

import org.jspecify.annotations.NullMarked;
