/** Counters and histograms, scraped by Prometheus. */
@NullMarked
package dev.edgekeep.edge.metrics;

import org.jspecify.annotations.NullMarked;
