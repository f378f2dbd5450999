/** An edge in the benchmark's process, for measuring calls like those of a control plane. */
@NullMarked
package dev.edgekeep.bench.inprocess;

import org.jspecify.annotations.NullMarked;
