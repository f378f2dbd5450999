/** Bindings: which hosts trust a client CA. */
@NullMarked
package dev.edgekeep.control.binding;

import org.jspecify.annotations.NullMarked;
