/** Many rules in order, found by host. */
@NullMarked
package dev.edgekeep.rules.match;

import org.jspecify.annotations.NullMarked;
