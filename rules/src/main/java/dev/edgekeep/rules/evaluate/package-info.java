/** The compiled form of expressions, and what it is evaluated against. */
@NullMarked
package dev.edgekeep.rules.evaluate;

import org.jspecify.annotations.NullMarked;
