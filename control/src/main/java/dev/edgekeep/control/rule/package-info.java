/** Rules: which requests, and what to do with them. */
@NullMarked
package dev.edgekeep.control.rule;

import org.jspecify.annotations.NullMarked;
