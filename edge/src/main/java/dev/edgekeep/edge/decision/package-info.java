/** The decision about a request, as a value. */
@NullMarked
package dev.edgekeep.edge.decision;

import org.jspecify.annotations.NullMarked;
