/** Ordered rules, indexed by host. */
@NullMarked
package dev.edgekeep.rules.match;

import org.jspecify.annotations.NullMarked;
