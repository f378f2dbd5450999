/** {@code edgekeep import}: configurations of other programs become those of Edgekeep. */
@NullMarked
package dev.edgekeep.cli.imports;

import org.jspecify.annotations.NullMarked;
