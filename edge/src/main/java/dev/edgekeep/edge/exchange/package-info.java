/** The life of one request and its response, the same over every protocol. */
@NullMarked
package dev.edgekeep.edge.exchange;

import org.jspecify.annotations.NullMarked;
