/** The edge node: its parts, wired by hand in one place. */
@NullMarked
package dev.edgekeep.edge;

import org.jspecify.annotations.NullMarked;
