/** What an edge enforces, as immutable records that mirror the configuration one to one. */
@NullMarked
package dev.edgekeep.snapshot;

import org.jspecify.annotations.NullMarked;
