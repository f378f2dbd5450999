/**
 * Edge nodes on other machines: their records, how they join, the keys of the fleet, and the
 * message server between them and the control plane.
 */
@NullMarked
package dev.edgekeep.control.node;

import org.jspecify.annotations.NullMarked;
