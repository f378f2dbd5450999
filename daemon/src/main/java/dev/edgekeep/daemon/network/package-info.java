/** Event loops and sockets. */
@NullMarked
package dev.edgekeep.daemon.network;

import org.jspecify.annotations.NullMarked;
