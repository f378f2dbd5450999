/** Callers of the control plane and their roles. */
@NullMarked
package dev.edgekeep.control.access;

import org.jspecify.annotations.NullMarked;
