/** What is measured, each workload by its name. */
@NullMarked
package dev.edgekeep.bench.workload;

import org.jspecify.annotations.NullMarked;
