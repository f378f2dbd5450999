/** {@code edgekeep inspect}: shows the content of certificate files and their problems. */
@NullMarked
package dev.edgekeep.cli.inspect;

import org.jspecify.annotations.NullMarked;
