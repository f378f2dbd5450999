/** Taking snapshots: what a new one changes is built beside the old, then published at once. */
@NullMarked
package dev.edgekeep.edge.feed;

import org.jspecify.annotations.NullMarked;
