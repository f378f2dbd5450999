/** Requests and responses of origins as HTTP/1.1. */
@NullMarked
package dev.edgekeep.edge.origin.http1;

import org.jspecify.annotations.NullMarked;
