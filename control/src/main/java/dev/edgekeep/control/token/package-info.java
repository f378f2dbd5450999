/** API tokens: making, authenticating, locking out who guesses. */
@NullMarked
package dev.edgekeep.control.token;

import org.jspecify.annotations.NullMarked;
