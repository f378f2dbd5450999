/** The seam behind which a feature of the control plane stands. */
@NullMarked
package dev.edgekeep.control.feature;

import org.jspecify.annotations.NullMarked;
