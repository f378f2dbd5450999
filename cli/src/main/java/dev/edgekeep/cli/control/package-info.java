/** {@code edgekeep control}: a control plane, with an edge node in the same process. */
@NullMarked
package dev.edgekeep.cli.control;

import org.jspecify.annotations.NullMarked;
