/** {@code train}: what a key server does all day, for the ahead-of-time cache of the launcher. */
@NullMarked
package dev.edgekeep.keyserver.training;

import org.jspecify.annotations.NullMarked;
