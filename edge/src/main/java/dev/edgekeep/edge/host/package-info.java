/** The hosts that this node serves, found by name. */
@NullMarked
package dev.edgekeep.edge.host;

import org.jspecify.annotations.NullMarked;
