/** {@code edgekeep inspect}: what is in files, and what is wrong with them. */
@NullMarked
package dev.edgekeep.cli.inspect;

import org.jspecify.annotations.NullMarked;
