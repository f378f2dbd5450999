/** Metrics of the key server. */
@NullMarked
package dev.edgekeep.keyserver.metrics;

import org.jspecify.annotations.NullMarked;
