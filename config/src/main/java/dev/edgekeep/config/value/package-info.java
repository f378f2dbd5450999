/** Typed values of a document, and problems with their places. */
@NullMarked
package dev.edgekeep.config.value;

import org.jspecify.annotations.NullMarked;
