/** What it costs to load a snapshot of many hosts. */
@NullMarked
package dev.edgekeep.bench.snapshot;

import org.jspecify.annotations.NullMarked;
