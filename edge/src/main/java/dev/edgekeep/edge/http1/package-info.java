/** HTTP/1.1 and HTTP/1.0 with clients. */
@NullMarked
package dev.edgekeep.edge.http1;

import org.jspecify.annotations.NullMarked;
