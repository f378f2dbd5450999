/** Bindings: which hosts a client CA counts for. */
@NullMarked
package dev.edgekeep.control.binding;

import org.jspecify.annotations.NullMarked;
