/** The server of admin pages, for all programs. */
@NullMarked
package dev.edgekeep.daemon.admin;

import org.jspecify.annotations.NullMarked;
