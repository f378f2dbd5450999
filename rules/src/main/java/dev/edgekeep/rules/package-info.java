/**
 * The rule language: {@link dev.edgekeep.rules.RuleExpression} parses an expression, {@link
 * dev.edgekeep.rules.match.RuleSet} evaluates many of them in order.
 */
@NullMarked
package dev.edgekeep.rules;

import org.jspecify.annotations.NullMarked;
