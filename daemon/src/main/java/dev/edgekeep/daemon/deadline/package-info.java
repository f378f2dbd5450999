/** Time limits of many connections at the cost of one timer for each event loop. */
@NullMarked
package dev.edgekeep.daemon.deadline;

import org.jspecify.annotations.NullMarked;
