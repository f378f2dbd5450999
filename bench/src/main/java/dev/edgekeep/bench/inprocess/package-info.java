/**
 * An edge in the process of the benchmark: for what is done to it by calls, as a control plane
 * does.
 */
@NullMarked
package dev.edgekeep.bench.inprocess;

import org.jspecify.annotations.NullMarked;
