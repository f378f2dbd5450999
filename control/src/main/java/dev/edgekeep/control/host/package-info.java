/** Hosts: the names that are served. */
@NullMarked
package dev.edgekeep.control.host;

import org.jspecify.annotations.NullMarked;
