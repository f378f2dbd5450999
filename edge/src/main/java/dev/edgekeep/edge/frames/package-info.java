/** The parts of HTTP/2 (RFC 9113) that connections of clients and to origins share. */
@NullMarked
package dev.edgekeep.edge.frames;

import org.jspecify.annotations.NullMarked;
