/** Writes lines of JSON to files and streams, off the serving threads. */
@NullMarked
package dev.edgekeep.daemon.logging;

import org.jspecify.annotations.NullMarked;
