/**
 * Turning requests into those that origins get, and their responses into those that clients get.
 */
@NullMarked
package dev.edgekeep.edge.forward;

import org.jspecify.annotations.NullMarked;
