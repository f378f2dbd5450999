/** {@code edgekeep rules}: expressions are checked, formatted and tried out. */
@NullMarked
package dev.edgekeep.cli.rules;

import org.jspecify.annotations.NullMarked;
