/** Finding the route of a path, at a cost that hardly depends on the number of routes. */
@NullMarked
package dev.edgekeep.edge.route;

import org.jspecify.annotations.NullMarked;
