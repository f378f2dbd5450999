/** Rules held against requests: what they see of a request, and what is done with it. */
@NullMarked
package dev.edgekeep.edge.rules;

import org.jspecify.annotations.NullMarked;
