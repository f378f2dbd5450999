/** The health of an origin's servers. */
@NullMarked
package dev.edgekeep.edge.origin.health;

import org.jspecify.annotations.NullMarked;
