/** People who use the console: users, passwords, sessions, one-time links. */
@NullMarked
package dev.edgekeep.control.user;

import org.jspecify.annotations.NullMarked;
