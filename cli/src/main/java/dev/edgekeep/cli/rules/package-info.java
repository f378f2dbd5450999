/** {@code edgekeep rules}: checks, formats and tests rule expressions. */
@NullMarked
package dev.edgekeep.cli.rules;

import org.jspecify.annotations.NullMarked;
