/** Patterns for the paths of requests. */
@NullMarked
package dev.edgekeep.snapshot.path;

import org.jspecify.annotations.NullMarked;
