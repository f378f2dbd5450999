/** The compiled form of expressions, and the view of a request for their evaluation. */
@NullMarked
package dev.edgekeep.rules.evaluate;

import org.jspecify.annotations.NullMarked;
