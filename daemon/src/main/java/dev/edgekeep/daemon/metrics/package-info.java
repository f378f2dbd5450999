/** Metrics for Prometheus that cost next to nothing to count. */
@NullMarked
package dev.edgekeep.daemon.metrics;

import org.jspecify.annotations.NullMarked;
