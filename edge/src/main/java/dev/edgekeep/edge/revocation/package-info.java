/** Revocation status from elsewhere: lists that this node fetches and keeps current. */
@NullMarked
package dev.edgekeep.edge.revocation;

import org.jspecify.annotations.NullMarked;
