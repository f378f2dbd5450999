/** A map of bounded size. */
@NullMarked
package dev.edgekeep.edge.cache;

import org.jspecify.annotations.NullMarked;
