/** Time limits of many connections at the cost of one timer for each event loop. */
@NullMarked
package dev.edgekeep.edge.deadline;

import org.jspecify.annotations.NullMarked;
