/** Users, sessions and tokens, as pages. */
@NullMarked
package dev.edgekeep.control.console.people;

import org.jspecify.annotations.NullMarked;
