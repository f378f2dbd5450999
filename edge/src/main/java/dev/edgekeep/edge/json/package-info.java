/** JSON, written straight into bytes. */
@NullMarked
package dev.edgekeep.edge.json;

import org.jspecify.annotations.NullMarked;
