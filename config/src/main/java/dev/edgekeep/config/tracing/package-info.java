/** The settings of traces, the same for every process. */
@NullMarked
package dev.edgekeep.config.tracing;

import org.jspecify.annotations.NullMarked;
