/** Health checks: one check for each server of an origin, for the whole node. */
@NullMarked
package dev.edgekeep.edge.origin.check;

import org.jspecify.annotations.NullMarked;
