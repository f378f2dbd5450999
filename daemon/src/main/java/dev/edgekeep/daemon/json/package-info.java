/** Writes JSON: log lines straight into bytes, everything else by Jackson. */
@NullMarked
package dev.edgekeep.daemon.json;

import org.jspecify.annotations.NullMarked;
