@NullMarked
package dev.edgekeep.edge.compress;

import org.jspecify.annotations.NullMarked;
