/** {@code edgekeep apply}: makes the control plane match a file, by calls of its API. */
@NullMarked
package dev.edgekeep.cli.apply;

import org.jspecify.annotations.NullMarked;
