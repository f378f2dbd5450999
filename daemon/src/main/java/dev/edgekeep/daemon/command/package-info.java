/** What every command does alike: failures in words, exit statuses, the version. */
@NullMarked
package dev.edgekeep.daemon.command;

import org.jspecify.annotations.NullMarked;
