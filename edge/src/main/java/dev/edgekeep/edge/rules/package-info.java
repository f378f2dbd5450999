/** Evaluating rules for requests: the fields that rules see, and the decisions that follow. */
@NullMarked
package dev.edgekeep.edge.rules;

import org.jspecify.annotations.NullMarked;
