/** {@code keyserver}: the command that runs a key server. */
@NullMarked
package dev.edgekeep.keyserver.command;

import org.jspecify.annotations.NullMarked;
