/** The compared servers, each a separate process on loopback. */
@NullMarked
package dev.edgekeep.bench.peers;

import org.jspecify.annotations.NullMarked;
