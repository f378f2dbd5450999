/** The interface between the control plane and its features. */
@NullMarked
package dev.edgekeep.control.feature;

import org.jspecify.annotations.NullMarked;
