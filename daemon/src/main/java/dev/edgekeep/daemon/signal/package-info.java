/** POSIX signals. */
@NullMarked
package dev.edgekeep.daemon.signal;

import org.jspecify.annotations.NullMarked;
