/** Rules: expressions over requests, with actions. */
@NullMarked
package dev.edgekeep.control.rule;

import org.jspecify.annotations.NullMarked;
