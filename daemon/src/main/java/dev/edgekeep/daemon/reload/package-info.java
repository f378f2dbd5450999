/** Watches files, and runs reloads. */
@NullMarked
package dev.edgekeep.daemon.reload;

import org.jspecify.annotations.NullMarked;
