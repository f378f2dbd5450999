/** The access log: one line of JSON for each request. */
@NullMarked
package dev.edgekeep.edge.accesslog;

import org.jspecify.annotations.NullMarked;
