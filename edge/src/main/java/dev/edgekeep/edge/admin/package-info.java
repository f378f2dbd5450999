/** The node's own HTTP server for those who run it: health, metrics, the hosts it serves. */
@NullMarked
package dev.edgekeep.edge.admin;

import org.jspecify.annotations.NullMarked;
