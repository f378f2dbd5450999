/** Resource use of processes and durations: numbers, and their spread. */
@NullMarked
package dev.edgekeep.bench.measure;

import org.jspecify.annotations.NullMarked;
