/** HTTP/2 with clients. */
@NullMarked
package dev.edgekeep.edge.http2;

import org.jspecify.annotations.NullMarked;
