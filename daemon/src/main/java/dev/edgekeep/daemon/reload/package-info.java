/** Watched files, and one reload after another. */
@NullMarked
package dev.edgekeep.daemon.reload;

import org.jspecify.annotations.NullMarked;
