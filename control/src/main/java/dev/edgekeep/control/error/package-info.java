/** Reasons for which the control plane does not do what it was asked to do. */
@NullMarked
package dev.edgekeep.control.error;

import org.jspecify.annotations.NullMarked;
