/** Shared parts of all commands: failures in words, exit statuses, the version. */
@NullMarked
package dev.edgekeep.daemon.command;

import org.jspecify.annotations.NullMarked;
