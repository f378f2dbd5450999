@NullMarked
package dev.edgekeep.edge;

import org.jspecify.annotations.NullMarked;
