/** The reason why a host admits a client or refuses it, and the changes that would help. */
@NullMarked
package dev.edgekeep.control.why;

import org.jspecify.annotations.NullMarked;
