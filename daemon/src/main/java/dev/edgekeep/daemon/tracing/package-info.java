/** Traces of OpenTelemetry, sent to a collector off the event loops. */
@NullMarked
package dev.edgekeep.daemon.tracing;

import org.jspecify.annotations.NullMarked;
