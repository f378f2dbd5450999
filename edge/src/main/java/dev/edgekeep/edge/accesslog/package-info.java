/** The access log: one JSON line a request. */
@NullMarked
package dev.edgekeep.edge.accesslog;

import org.jspecify.annotations.NullMarked;
