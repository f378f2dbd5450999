/** The text of expressions: tokens, the syntax tree with its positions, and the printed form. */
@NullMarked
package dev.edgekeep.rules.syntax;

import org.jspecify.annotations.NullMarked;
