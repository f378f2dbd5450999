/** Events of edge nodes: kept for a while, found again, and streamed as they come. */
@NullMarked
package dev.edgekeep.control.event;

import org.jspecify.annotations.NullMarked;
