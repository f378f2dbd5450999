@NullMarked
package dev.edgekeep.edge.rules;

import org.jspecify.annotations.NullMarked;
