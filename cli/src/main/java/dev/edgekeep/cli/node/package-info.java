/** {@code edgekeep edge --node}: an edge node of a fleet, driven by a control plane elsewhere. */
@NullMarked
package dev.edgekeep.cli.node;

import org.jspecify.annotations.NullMarked;
