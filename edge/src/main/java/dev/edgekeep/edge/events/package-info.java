/** The event log: why something was refused, one JSON line each. */
@NullMarked
package dev.edgekeep.edge.events;

import org.jspecify.annotations.NullMarked;
