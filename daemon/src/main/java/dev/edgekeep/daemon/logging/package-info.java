/** Lines of JSON on their way to a file or stream, off the threads that serve. */
@NullMarked
package dev.edgekeep.daemon.logging;

import org.jspecify.annotations.NullMarked;
