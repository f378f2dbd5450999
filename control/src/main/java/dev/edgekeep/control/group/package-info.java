/** Groups of edge nodes: nodes of one group enforce the same snapshot. */
@NullMarked
package dev.edgekeep.control.group;

import org.jspecify.annotations.NullMarked;
