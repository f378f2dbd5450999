/** Encryption of messages: for a group of nodes, and of the group key for one node. */
@NullMarked
package dev.edgekeep.fleet.seal;

import org.jspecify.annotations.NullMarked;
