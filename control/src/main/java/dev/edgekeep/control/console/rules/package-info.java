/** Rules, as pages. */
@NullMarked
package dev.edgekeep.control.console.rules;

import org.jspecify.annotations.NullMarked;
