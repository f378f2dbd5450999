/** Permissions of edges: keys, uses and rates. */
@NullMarked
package dev.edgekeep.keyserver.access;

import org.jspecify.annotations.NullMarked;
