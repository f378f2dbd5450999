/** Metrics and traces of a control plane. */
@NullMarked
package dev.edgekeep.control.observe;

import org.jspecify.annotations.NullMarked;
