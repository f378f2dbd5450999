@NullMarked
package dev.edgekeep.edge.fetch;

import org.jspecify.annotations.NullMarked;
