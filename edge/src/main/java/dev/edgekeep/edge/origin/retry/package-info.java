/** Further attempts for requests that a server did not answer. */
@NullMarked
package dev.edgekeep.edge.origin.retry;

import org.jspecify.annotations.NullMarked;
