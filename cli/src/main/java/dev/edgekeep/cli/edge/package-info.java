/** {@code edgekeep edge}: an edge node that serves what a file says. */
@NullMarked
package dev.edgekeep.cli.edge;

import org.jspecify.annotations.NullMarked;
