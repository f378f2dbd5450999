@NullMarked
package dev.edgekeep.edge.route;

import org.jspecify.annotations.NullMarked;
