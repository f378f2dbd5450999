/** {@code train}: the usual work of a key server, for the ahead-of-time cache of the launcher. */
@NullMarked
package dev.edgekeep.keyserver.training;

import org.jspecify.annotations.NullMarked;
