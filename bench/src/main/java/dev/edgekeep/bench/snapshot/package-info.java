/** The cost of loading a snapshot with many hosts. */
@NullMarked
package dev.edgekeep.bench.snapshot;

import org.jspecify.annotations.NullMarked;
