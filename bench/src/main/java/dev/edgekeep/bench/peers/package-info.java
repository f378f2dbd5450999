/** The servers that are compared, each a process of its own on loopback. */
@NullMarked
package dev.edgekeep.bench.peers;

import org.jspecify.annotations.NullMarked;
