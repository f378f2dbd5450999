/** {@code edgekeep edge}: an edge node with a configuration file. */
@NullMarked
package dev.edgekeep.cli.edge;

import org.jspecify.annotations.NullMarked;
