/** The workloads, each with a name. */
@NullMarked
package dev.edgekeep.bench.workload;

import org.jspecify.annotations.NullMarked;
