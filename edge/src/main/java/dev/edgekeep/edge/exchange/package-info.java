/** HTTP/1.1 and HTTP/2 seen as one: a request and its response, streamed. */
@NullMarked
package dev.edgekeep.edge.exchange;

import org.jspecify.annotations.NullMarked;
