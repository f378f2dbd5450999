/** Origins: the services behind hosts. */
@NullMarked
package dev.edgekeep.control.origin;

import org.jspecify.annotations.NullMarked;
