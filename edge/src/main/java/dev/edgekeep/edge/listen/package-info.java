/** Accepting connections, and the pipeline of a new one. */
@NullMarked
package dev.edgekeep.edge.listen;

import org.jspecify.annotations.NullMarked;
