/** The load: a client and an origin with minimal cost. */
@NullMarked
package dev.edgekeep.bench.load;

import org.jspecify.annotations.NullMarked;
