/** The load: a client and an origin that cost as little as they can. */
@NullMarked
package dev.edgekeep.bench.load;

import org.jspecify.annotations.NullMarked;
