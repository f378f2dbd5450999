/** The keyless wire protocol, version 1.0: bytes only, no sockets. */
@NullMarked
package dev.edgekeep.keyless;

import org.jspecify.annotations.NullMarked;
