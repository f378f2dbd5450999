@NullMarked
package dev.edgekeep.edge.respond;

import org.jspecify.annotations.NullMarked;
