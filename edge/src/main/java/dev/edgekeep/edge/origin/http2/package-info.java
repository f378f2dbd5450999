/** Requests and responses of origins as HTTP/2 (RFC 9113): many streams on a connection. */
@NullMarked
package dev.edgekeep.edge.origin.http2;

import org.jspecify.annotations.NullMarked;
