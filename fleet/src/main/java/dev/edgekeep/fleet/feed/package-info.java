/** Publishing snapshots to groups of nodes, following them, and the reports of nodes. */
@NullMarked
package dev.edgekeep.fleet.feed;

import org.jspecify.annotations.NullMarked;
