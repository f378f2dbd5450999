/** Everything that an edge enforces, as immutable records that mirror the configuration. */
@NullMarked
package dev.edgekeep.snapshot;

import org.jspecify.annotations.NullMarked;
