/** Texts, times and values as people read them. */
@NullMarked
package dev.edgekeep.control.console.text;

import org.jspecify.annotations.NullMarked;
