/** The event log: one line of JSON for each refusal, and other events an operator looks for. */
@NullMarked
package dev.edgekeep.edge.events;

import org.jspecify.annotations.NullMarked;
