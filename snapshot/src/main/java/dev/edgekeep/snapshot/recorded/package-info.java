/** Recorded requests: what rules are tried out on. */
@NullMarked
package dev.edgekeep.snapshot.recorded;

import org.jspecify.annotations.NullMarked;
